import type { Command } from 'commander';

export type Common = Readonly<{ url?: string; dataDir?: string; json?: boolean }>;

/** What every command that asks the platform takes, and an example at the end of its help. */
export const asking = (command: Command, ...examples: readonly string[]): Command =>
  withExamples(
    command
      .option('--url <url>', 'a running platform (CAUSEWAY_URL, or the one of the last login)')
      .option('--data-dir <folder>', 'the stores themselves, without a running platform')
      .option('--json', 'as JSON, in the shape of the REST answer'),
    ...examples,
  );

export const withExamples = (command: Command, ...examples: readonly string[]): Command =>
  command.addHelpText('after', `\nExample${examples.length > 1 ? 's' : ''}:\n${examples.map((one) => `  npx causeway ${one}`).join('\n')}`);
