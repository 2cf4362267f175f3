// Programs of the suites and benches, each in a group of processes of its own, so that nothing that it started outlives it.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { root } from './setup.mjs';

const groups = new Set();
const endGroup = (pid) => {
  groups.delete(pid);
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing of it is left.
  }
};

/** Runs a file to its end, or to the end of its minutes: {said, code}; `hear` gets its words as they come. */
export const runProgram = (file, args, { minutes, env, hear = () => undefined, late = () => undefined }) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [file, ...args], {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    });
    groups.add(child.pid);
    const timer = setTimeout(() => {
      late();
      endGroup(child.pid);
    }, minutes * 60_000);
    let said = '';
    child.stdout.on('data', (text) => {
      hear(text);
      said += text;
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      endGroup(child.pid);
      resolve({ said, code });
    });
  });

/** Ends all that runs and forgets the folder; also when this process is told to end. */
export const tidyAtEnd = (folder) => {
  const tidy = () => {
    for (const pid of groups) endGroup(pid);
    rmSync(folder, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => {
      tidy();
      process.exit(1);
    });
  return tidy;
};
