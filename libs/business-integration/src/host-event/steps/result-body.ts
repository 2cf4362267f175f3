import { resultOf, resultOfXml } from '../domain/host-answer';
import type { HostResult } from '../domain/host-line.events';

/** A result as it came through a door: parsed JSON, or the bytes of XML; null for neither. */
export const resultFrom = (body: unknown): HostResult | null =>
  Buffer.isBuffer(body) ? resultOfXml(body.toString('utf8')) : resultOf(body);
