import type { Connection } from 'mongoose';

// biome-ignore lint/suspicious/noExplicitAny: native operations, past mongoose's casting, take documents of any shape
export type Native = any;

export interface Harness {
  connection(): Connection;
  /** An empty collection that no other test has. */
  collection(): Native;
  name(): string;
}
