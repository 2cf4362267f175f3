import { ConfigurationFault, environment, readConfiguration, VARIABLES } from '@causeway/platform';

/** Prints every setting (spec 05, *Starting*); exit code 1 when one in force is wrong, with the sentence that the platform would end with. */
export const config = ({ json }: { json?: boolean }): void => {
  const env = environment();
  const settings = VARIABLES.map(({ name, secret, ...rest }) => {
    const value = env[name];
    return { name, value: value === undefined || value === '' ? null : secret ? '********' : value, ...rest };
  });
  const fault = faultOf(env);
  if (json) process.stdout.write(`${JSON.stringify({ settings, fault }, null, 2)}\n`);
  else {
    for (const { name, value, fallback, may, meaning } of settings) {
      process.stdout.write(
        `${name}\n    ${meaning}\n    must be ${may}\n    ${value === null ? `not set: ${fallback}` : `set to ${value}`}\n`,
      );
    }
    if (fault) process.stdout.write(`\n${fault}\n`);
  }
  if (fault) process.exitCode = 1;
};

const faultOf = (env: ReturnType<typeof environment>): string | null => {
  try {
    readConfiguration(env);
    return null;
  } catch (error) {
    if (error instanceof ConfigurationFault) return error.message;
    throw error;
  }
};
