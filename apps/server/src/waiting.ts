import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks until there is an answer, once a second, and says every ten times why there is none: a store that is slow or not
 * there yet is waited for. `passes` tells trouble that passes from all other, which is thrown. The work may be done again.
 */
export const untilItAnswers = async <T>(
  name: string,
  work: () => Promise<T>,
  say: (line: string) => void,
  passes: (error: unknown) => boolean = () => true,
): Promise<T> => {
  for (let tries = 0; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!passes(error)) throw error;
      if (tries % 10 === 0) say(`The ${name} does not answer yet: ${(error as Error).message}`);
      await sleep(1000);
    }
  }
};
