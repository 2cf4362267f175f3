/** What may be written on the wire. No Date, no Map, no class: what you read is what was stored. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** A fact. The type is its name on the wire for ever (unique over all contexts); the data is JSON and nothing else. */
export type Event<T extends string = string, D extends Json = Json> = Readonly<{ type: T; data: D }>;

/** Who asked, on whose behalf, and because of what. Written beside every fact (spec 00, *Events*). */
export type Meta = Readonly<{
  /** The tenant in whose context it was asked; `operator` for the marketplace itself. */
  tenantId: string;
  /** `client:{clientId}`, `user:{userId}` or `system:{name}`. */
  actor: string;
  correlationId: string;
  /** The id of the request or of the fact that caused this one. */
  causationId: string;
  /** The claim of an idempotent request: the same id on a fact means "this request has already had its effect here". */
  requestId?: string;
}>;

/**
 * A request as the write side sees it: who and why, and the one time that it happens at. Handlers take the time from
 * here and never from a clock, so that a request repeated after a crash says the same.
 */
export type Act = Meta &
  Readonly<{
    /** UTC, ISO-8601 with three decimals and Z. */
    at: string;
    /** The request was claimed before and its effect may already stand; `Streams` then looks for it before deciding. */
    repeated?: boolean;
  }>;

/** A fact after it was written: it now has an id, a place and a time. */
export type Recorded<E extends Event = Event> = E &
  Readonly<{
    id: string;
    stream: string;
    /** Its place in its stream: 0, 1, 2, … */
    revision: number;
    /** Its place in the whole log; only grows, not dense. */
    position: number;
    /** UTC, ISO-8601 with three decimals; never goes back within a stream. */
    occurredOn: string;
    meta: Meta;
  }>;
