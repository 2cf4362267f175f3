export interface SlowScan {
  readonly collection: string;
  readonly operation: string;
  readonly filter: unknown;
  readonly sort: unknown;
  /** Documents that were read to answer. */
  readonly scanned: number;
  readonly milliseconds: number;
}

export interface StoreOptions {
  readonly readOnly?: boolean;
  /** Told of every query that read more documents than `slowScanAt` beyond those it gave back: an index is missing. */
  readonly onSlowScan?: (scan: SlowScan) => void;
  /** 5,000 unless told otherwise. */
  readonly slowScanAt?: number;
  /** The built file of the thread that writes; beside this one unless told otherwise, `null` for none. */
  readonly thread?: string | null;
  /** The least operations of a `bulkWrite` for that thread: 4 unless told otherwise. */
  readonly threadFrom?: number;
}
