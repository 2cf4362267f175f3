import { createHmac } from 'node:crypto';
import { type Act, idFrom, timedIdFrom } from '@causeway/event-sourcing';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Caller } from './caller';

/**
 * A request as handlers see it: who asks, why, when, and the ids that its effect will use. Made once for each request and,
 * where the request carries an Idempotency-Key, kept on the record before the effect, so that the same request asked
 * again after a crash gets the same time, the same ids and the same secrets, and ends in the same one effect.
 */
export class Asked {
  constructor(
    readonly caller: Caller,
    readonly act: Act,
    /** The revision named by If-Match; null when there is none. */
    readonly ifMatch: number | null,
    /** What ids and secrets are made from; never leaves the process in the clear. */
    private readonly seed: string,
    private readonly key: Buffer,
    /** Present when the request carries an Idempotency-Key (POST only). */
    readonly idempotency: { key: string; fingerprint: string } | null = null,
  ) {}

  /** A UUID version 7 for this part of the effect. */
  id(label: string): string {
    return timedIdFrom(this.act.at, this.seed, label);
  }

  /** A UUID that does not sort by time. */
  plainId(label: string): string {
    return idFrom(this.seed, label);
  }

  /** 256 bits, base64url (`[A-Za-z0-9_-]`): only who holds the installation's key could work it out. */
  secret(label: string): string {
    return createHmac('sha256', this.key).update(`${this.seed}\u0000${label}`).digest('base64url');
  }

  /** The same person asking, at the claim's time and seed. */
  as(act: Act, seed: string): Asked {
    return new Asked(this.caller, act, this.ifMatch, seed, this.key, this.idempotency);
  }
}

/** What the doors hang on a request that may write (`doors/intake.ts`). */
export type WithAsked = { asked?: Asked };

/** This request, for the command that it becomes. */
export const Request = createParamDecorator((_: unknown, context: ExecutionContext): Asked => {
  const { asked } = context.switchToHttp().getRequest<WithAsked>();
  if (asked === undefined) throw new Error('Only a route with a token can be asked for something.');
  return asked;
});
