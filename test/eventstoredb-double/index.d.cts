export type PlannedAppend = Readonly<{
  /** Whether it is written. */
  write: boolean;
  reply: 'answer' | 'never' | 'drop' | 'fail';
  /** Milliseconds between the write and the answer. */
  lateMs?: number;
  /** The gRPC code and text of `fail`. */
  code?: number;
  details?: string;
}>;

export type Knobs = {
  /** What happens to the next appends; all others are written and answered. */
  plan: PlannedAppend[];
  slowMs: number;
  muteSubscriptions: boolean;
  muteReads: boolean;
};

export type Double = Readonly<{
  port: number;
  connectionString: string;
  knobs: Knobs;
  log: { readonly all: readonly { stream: string; id: string; type: string; revision: bigint; position: bigint }[] };
  /** How many appends were asked for, refused ones too. */
  asked(): number;
  /** Cuts every connection; new ones are taken. */
  dropConnections(): void;
  /** Cuts every connection and takes no new ones, until `accept`. */
  refuse(): Promise<void>;
  accept(): Promise<void>;
  /** Wakes subscriptions after `muteSubscriptions` was set back. */
  nudge(): void;
  close(): Promise<void>;
}>;

export function startDouble(options?: { port?: number; file?: string }): Promise<Double>;
