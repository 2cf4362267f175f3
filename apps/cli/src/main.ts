import { Command } from 'commander';
import { completion } from './commands/completion';
import { config } from './commands/config';
import { deliveries } from './commands/deliveries';
import { diff } from './commands/diff';
import { doctor } from './commands/doctor';
import { exportStory } from './commands/export';
import { importStory } from './commands/import';
import { jobs } from './commands/jobs';
import { login } from './commands/login';
import { projections } from './commands/projections';
import { state } from './commands/state';
import { timeline } from './commands/timeline';
import { DONE, Ended, NEEDS_A_PERSON, WRONG_USAGE } from './ended';

const COMMANDS = [timeline, state, diff, projections, deliveries, jobs, exportStory, importStory, config, doctor, login, completion];

/** `npx causeway` (spec 60, *CLI*): a table of contents. What a command needs is loaded when it is asked for. */
const program = new Command('causeway').description('The command line of Causeway: what happened, how things stand, and doing it again.');
// Settings are inherited by the commands that are added after them.
program.exitOverride().showHelpAfterError();
for (const add of COMMANDS) add(program);
program.addHelpText(
  'after',
  '\nExit codes: 0 done; 1 done, and something needs a person; 2 wrong usage; 3 unknown subject; 4 not reachable or not allowed.\nExample:\n  npx causeway timeline order:0190f7a2-7d5c-7a11-b9a3-2f0c5be21c55',
);

/** A reader that has seen enough (`| head`) closes the pipe; that is no fault. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(DONE);
  throw error;
});

program.parseAsync().catch((error: Error & { exitCode?: number }) => {
  if (error instanceof Ended) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.code;
  } else if (error.exitCode !== undefined) {
    // Commander's own: help that was asked for is done, anything else that it refuses is wrong usage.
    process.exitCode = error.exitCode === 0 ? DONE : WRONG_USAGE;
  } else {
    process.stderr.write(`${error.stack ?? error.message}\n`);
    process.exitCode = NEEDS_A_PERSON;
  }
});
