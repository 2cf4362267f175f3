import type { Api } from './api/api';
import { DONE } from './ended';
import type { Common } from './options';

/** Connects, does the work, lets go; the work gives the exit code, 0 when it gives none. */
export const run = async (options: Common, work: (api: Api) => Promise<number | undefined>, { writes = false } = {}): Promise<void> => {
  const { connect } = await import('./api/choose.js');
  const api = await connect(options, { writes });
  try {
    process.exitCode = (await work(api)) ?? DONE;
  } finally {
    await api.close();
  }
};
