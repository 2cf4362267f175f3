import type { Json, Recorded } from './event';

/** What the rest of the world is told of a fact, in words that only ever grow. The gateway carries it; nothing else leaves. */
export type News = Readonly<{
  /** e.g. `PlatformStore.OrderReleased`; the contract type is its last word. */
  messageType: string;
  /** e.g. `order:{id}`: messages of one subject are delivered in order. */
  subject: string;
  /** The consumerCode that hears it: the vendor's tenantId (PlatformStore), an applicationCode (DataService). */
  recipient: string;
  /** The tenant to name as `tid` to read what it is about. */
  tenantId: string;
  payload: Json;
}>;

/** Pure: fact → news. A context's `published.ts` exports one. */
export type Publisher = Readonly<{ categories: readonly string[]; publish: (fact: Recorded) => News | null }>;
