export type BadNetwork = Readonly<{
  port: number;
  connectionString: string;
  /** `ms` is the delay of each piece when slow. */
  become(mode: 'pass' | 'refuse' | 'reset' | 'blackhole' | 'slow', ms?: number): Promise<void>;
  close(): Promise<void>;
}>;

export function startProxy(target: number): Promise<BadNetwork>;
