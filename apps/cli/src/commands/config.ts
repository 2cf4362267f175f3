import type { Command } from 'commander';
import { NEEDS_A_PERSON } from '../ended';
import { withExamples } from '../options';
import { json, say } from '../show/print';

/** Every setting (spec 05, *Starting*); exit code 1 when one in force is wrong, with the sentence that the platform would end with. */
export const config = (program: Command): void => {
  withExamples(
    program
      .command('config')
      .description('every setting: its meaning, what it may be, and what is in force here (secrets masked)')
      .option('--json', 'as JSON'),
    'config --json',
  ).action(async ({ json: asJson }: { json?: boolean }) => {
    const { environment, readConfiguration, VARIABLES } = await import('@causeway/platform');
    const env = environment();
    const settings = VARIABLES.map(({ name, secret, ...rest }) => {
      const value = env[name];
      return { name, value: value === undefined || value === '' ? null : secret ? '********' : value, ...rest };
    });
    const fault = faultOf(() => readConfiguration(env));
    if (asJson) json({ settings, fault });
    else {
      for (const { name, value, fallback, may, meaning } of settings)
        say(`${name}\n    ${meaning}\n    must be ${may}\n    ${value === null ? `not set: ${fallback}` : `set to ${value}`}`);
      if (fault) say(`\n${fault}`);
    }
    if (fault) process.exitCode = NEEDS_A_PERSON;
  });
};

const faultOf = (read: () => unknown): string | null => {
  try {
    read();
    return null;
  } catch (error) {
    if ((error as Error).name === 'ConfigurationFault') return (error as Error).message;
    throw error;
  }
};
