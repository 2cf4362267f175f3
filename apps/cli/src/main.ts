import { Command } from 'commander';
import { config } from './config';

/** `npx causeway`: for now the settings; what support needs on the command line comes beside it, one file a command. */
const program = new Command('causeway')
  .description('The command line of Causeway.')
  .showHelpAfterError()
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(text) });

program
  .command('config')
  .description('every setting: its meaning, what it may be, and what is in force here (secrets masked)')
  .option('--json', 'as JSON')
  .addHelpText('after', '\nExample:\n  npx causeway config --json')
  .action(config);

program.parseAsync().catch((error: { exitCode?: number }) => {
  // Help that was asked for is done (0); anything else that commander refuses is wrong usage (2).
  process.exitCode = error.exitCode === 0 ? 0 : 2;
});
