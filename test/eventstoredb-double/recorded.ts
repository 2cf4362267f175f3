import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

export type RecordedExpected = number | 'any' | 'no_stream' | 'stream_exists';
export type RecordedOutcome = {
  next?: number;
  events?: [number, string | null][];
  ok?: true;
  error?: string;
  actual?: number | string;
  code?: number;
};
export type RecordedStep = { stream: string; outcome: RecordedOutcome } & (
  | { op: 'append'; expected: RecordedExpected; ids: string[] }
  | { op: 'read'; backwards: boolean; from: number | 'start' | 'end'; max: number }
  | { op: 'delete' | 'tombstone'; expected: RecordedExpected }
);
export type Recording = {
  sequences: { seed: number; steps: RecordedStep[]; all: [string, number, string | null][] }[];
  subscription: { prefixes: string[]; seen: (string | [string, number, string | null])[] };
};

/** What a real EventStoreDB 24.2 answered through client 6.2.1 to 1,280 operations, recorded twice on fresh servers. */
export const recording = (): Recording => JSON.parse(readFileSync(`${__dirname}/golden/eventstoredb-recorded.json`, 'utf8'));

/** The recording names events; their ids are made from the names. */
export const idOf = (name: string): string => {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** From ids back to names; an id that the recording does not name is the server's own. */
export const namesOf = ({ sequences }: Recording): Map<string, string> => {
  const names = sequences.flatMap(({ steps }) => steps.flatMap((step) => (step.op === 'append' ? step.ids : [])));
  return new Map([...names, 'live'].map((name) => [idOf(name), name]));
};
