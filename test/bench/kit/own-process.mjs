// A side of a bench in a process of its own, so that nobody waits for the collection of another's garbage.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** `module` exports `name`: called with `args` in its process it gives {turn, check, close}, which are called there. */
export const inOwnProcess = async (module, name, ...args) => {
  const child = fork(fileURLToPath(import.meta.url), [module, name, JSON.stringify(args)], { execArgv: [] });
  const answered = () =>
    new Promise((resolve, reject) => {
      const ended = (code) => reject(new Error(`${name} ended with ${code}`));
      child.once('exit', ended);
      child.once('message', ({ error, answer }) => {
        child.off('exit', ended);
        if (error) reject(new Error(error));
        else resolve(answer);
      });
    });
  const ask = (method) => {
    child.send(method);
    return answered();
  };
  await answered();
  return {
    turn: () => ask('turn'),
    check: () => ask('check'),
    close: async () => {
      await ask('close');
      child.disconnect();
    },
  };
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , module, name, args] = process.argv;
  const answer = async (work) => {
    try {
      process.send({ answer: await work() });
    } catch (error) {
      process.send({ error: error.stack });
    }
  };
  process.once('disconnect', () => process.exit());
  let side;
  await answer(async () => {
    side = await (await import(module))[name](...JSON.parse(args));
  });
  process.on('message', (method) => answer(() => side[method]()));
}
