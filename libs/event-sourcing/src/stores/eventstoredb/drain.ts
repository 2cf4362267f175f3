import type { Readable } from 'node:stream';
import type { AllStreamResolvedEvent, ResolvedEvent, StreamingRead } from '@eventstore/db-client';
import type { Line } from './connection';
import { Silence } from './faults';

type Source = StreamingRead<ResolvedEvent> | StreamingRead<AllStreamResolvedEvent>;

/**
 * Hears a bounded read to its end; `ms` is the longest silence in it. Every listener stays: the client says `error` on streams
 * that were given up long ago, and an `error` that nobody listens to ends the process.
 */
export const drain = (line: Line, source: Source, ms: number, what: string, each: (event: ResolvedEvent) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      clearTimeout(timer);
      reject(error);
      source.cancel().catch(() => undefined);
    };
    const timer = setTimeout(() => fail(new Silence(what, ms)), ms);
    const stream = source as unknown as Readable;
    stream.on('data', (event: ResolvedEvent) => {
      timer.refresh();
      try {
        each(event);
      } catch (error) {
        fail(error);
      }
    });
    stream.on('end', () => {
      clearTimeout(timer);
      if (line.cut.aborted) reject(new Silence(what, ms));
      else resolve();
    });
    stream.on('error', fail);
  });
