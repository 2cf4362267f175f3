import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Silence } from './faults';

/** What a promise gives, if it gives it in time. What comes later is dropped, its failure too. */
export const within = async <T>(ms: number, what: string, work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Silence(what, ms)), ms);
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, silence]);
  } finally {
    clearTimeout(timer);
  }
};

/** Waits, unless the signal comes first; never throws. */
export const pause = (ms: number, signal?: AbortSignal): Promise<void> => {
  if (signal) setMaxListeners(0, signal);
  return sleep(ms, undefined, { signal }).catch(() => undefined);
};

/** Between half of it and all of it, so that many who lost the same server do not come back at the same moment. */
export const jittered = (ms: number): number => ms / 2 + (Math.random() * ms) / 2;

/**
 * Calls when the first of these signals comes; the function that it gives takes that back. Not `AbortSignal.any`, whose signals
 * of short life stay with a source of long life. Many may wait for one signal here, so Node's warning about that is turned off.
 */
export const onFirst = (signals: readonly AbortSignal[], act: () => void): (() => void) => {
  setMaxListeners(0, ...signals);
  for (const signal of signals) signal.addEventListener('abort', act, { once: true });
  if (signals.some(({ aborted }) => aborted)) act();
  return () => {
    for (const signal of signals) signal.removeEventListener('abort', act);
  };
};
