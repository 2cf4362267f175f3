import { randomUUID } from 'node:crypto';

/** Where a request stands in a distributed trace (W3C Trace Context). The trace's id is the `correlationId` of all that follows. */
export type Trace = Readonly<{ traceId: string; spanId: string; flags: string }>;

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:$|-)/;

const hex = () => randomUUID().replaceAll('-', '');

/** Goes on with the caller's trace, or begins one when there is none or it cannot be read. */
export const traceOf = (header: unknown): Trace => {
  const given = typeof header === 'string' ? TRACEPARENT.exec(header) : null;
  const spanId = hex().slice(0, 16);
  if (given === null || /^0+$/.test(given[1]!) || /^0+$/.test(given[2]!)) return { traceId: hex(), spanId, flags: '01' };
  return { traceId: given[1]!, spanId, flags: given[3]! };
};

export const traceparent = ({ traceId, spanId, flags }: Trace): string => `00-${traceId}-${spanId}-${flags}`;
