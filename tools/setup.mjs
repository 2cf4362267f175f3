// What a start needs: the packages of package-lock.json, and the code built. Both only when they are not there already.
// Node's own modules only: this runs before anything is installed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...path) => join(root, ...path);
const modulesStamp = at('node_modules', '.causeway-stamp');
const buildStamp = at('dist', '.causeway-stamp');
export const serverEntry = at('dist', 'apps', 'server', 'src', 'main.js');

/** Progress goes to standard error: standard output is the platform's, and its first lines are part of the contract. */
const say = (line) => process.stderr.write(`${line}\n`);

export const fail = (sentence, code = 1) => {
  process.stderr.write(`${sentence}\n`);
  process.exit(code);
};

export const refuseOldNode = () => {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`Causeway needs Node 20.19 or newer, and this is ${process.versions.node}.`);
};

/** Runs a program to its end, its output on our standard error; the end of its output when it failed. */
export const run = (command, args, { quiet = false, cwd = root, env = process.env } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', quiet ? 'pipe' : 2, quiet ? 'pipe' : 2] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (text) => {
        output = (output + text).slice(-4000);
      });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });

const hashOf = (...files) => {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update('\0').update(readFileSync(file));
  return hash.digest('hex');
};
const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8').trim() : '');

const forThisMachine = ({ os, cpu, libc }) => {
  const fits = (list, mine) => !list || ((list.includes(mine) || list.every((one) => one.startsWith('!'))) && !list.includes(`!${mine}`));
  const glibc = process.report?.getReport?.().header.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
  return fits(os, process.platform) && fits(cpu, process.arch) && (process.platform !== 'linux' || fits(libc, glibc));
};

/** Every package that the lock asks for on this machine is there in its version: so is a folder that a plain `npm ci` made. */
const isInstalled = (withDevelopment) => {
  const lock = JSON.parse(readFileSync(at('package-lock.json'), 'utf8'));
  return Object.entries(lock.packages).every(([path, entry]) => {
    if (path === '' || entry.link || entry.optional || entry.devOptional || entry.peer) return true;
    if (entry.dev && !withDevelopment) return true;
    if (!forThisMachine(entry)) return true;
    try {
      return JSON.parse(readFileSync(at(path, 'package.json'), 'utf8')).version === entry.version;
    } catch {
      return false;
    }
  });
};

/** Packages are installed once for a lock file. Building needs the development ones too, so there is one kind of install. */
export const install = async () => {
  const wanted = hashOf(at('package-lock.json'));
  if (read(modulesStamp) === wanted) return;
  if (!isInstalled(true)) {
    say('Installing packages (once; a minute or two) …');
    const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
    const { code, output } = await run(
      npm[0],
      [...npm.slice(1), 'ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'],
      { quiet: true },
    );
    if (code !== 0) fail(`The packages could not be installed:\n${output}`);
  }
  try {
    writeFileSync(modulesStamp, `${wanted}\n`);
  } catch {
    // A folder that may not be written to is complete all the same; it is looked through again next time.
  }
};

/** Every source file with its size and time; a file that was touched costs one build, which changes nothing. */
const sources = () => {
  const hash = createHash('sha256');
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (entry.name !== 'golden' && entry.name !== 'node_modules') walk(path);
      } else if (/\.(ts|proto)$/.test(entry.name) && !entry.name.endsWith('.spec.ts'))
        hash.update(path.slice(root.length)).update('\0').update(readFileSync(path));
    }
  };
  for (const folder of ['apps', 'libs']) if (existsSync(at(folder))) walk(at(folder));
  for (const file of ['.swcrc', 'nest-cli.json', 'tsconfig.json', 'package-lock.json']) hash.update(readFileSync(at(file)));
  return hash.digest('hex');
};

export const build = async ({ always = false } = {}) => {
  const wanted = sources();
  if (!always && read(buildStamp) === wanted && existsSync(serverEntry)) return;
  say('Building …');
  const { code, output } = await run(process.execPath, [at('node_modules', '@nestjs', 'cli', 'bin', 'nest.js'), 'build', 'server'], {
    quiet: true,
  });
  if (code !== 0 || !existsSync(serverEntry)) fail(`The build failed:\n${output}`);
  mkdirSync(dirname(buildStamp), { recursive: true });
  writeFileSync(buildStamp, `${wanted}\n`);
};

export const isFolder = (path) => existsSync(path) && statSync(path).isDirectory();
