import { createHash, randomUUID } from 'node:crypto';
import { EventStore } from '@causeway/event-sourcing';
import { type Json, type Recorded, replay } from '@causeway/event-sourcing/model';
import { Injectable } from '@nestjs/common';
import { Clock } from '../clock';
import type { Caller } from '../doors/caller';
import { Vault } from '../vault';
import { type RequestState, requestHistory } from './domain/request';
import type { RequestEvent } from './domain/request.events';
import type { Working } from './working';

type Fact = Readonly<{ type: RequestEvent['type']; data: Json }>;

export const streamOfRequest = (caller: Caller, key: string): string =>
  `request-${createHash('sha256')
    .update([caller.clientId, caller.tid ?? '', key].join('\u0000'))
    .digest('hex')}`;

/** Method, path with query, and the bytes of the body. */
export const fingerprintOf = (method: string, url: string, body: Buffer | undefined): string =>
  createHash('sha256')
    .update(`${method}\n${url}\n`)
    .update(body ?? '')
    .digest('hex');

/**
 * The streams of idempotent requests. They are read and written past `Streams`: each is short, used twice at most, and
 * would only push out of its memory what is worth remembering.
 */
@Injectable()
export class RequestLog {
  constructor(
    private readonly store: EventStore,
    private readonly vault: Vault,
    private readonly clock: Clock,
  ) {}

  async read(stream: string): Promise<{ state: RequestState; revision: number; occurredOn: string | null }> {
    const facts = (await this.store.read(stream)) as unknown as readonly Recorded<RequestEvent>[];
    return { state: replay(requestHistory, facts), revision: facts.length - 1, occurredOn: facts.at(-1)?.occurredOn ?? null };
  }

  /** Throws `RevisionConflict` when somebody else wrote since this turn began. */
  async append(working: Working, caller: Caller, ...facts: readonly Fact[]): Promise<void> {
    const now = this.clock.now();
    const occurredOn = working.occurredOn !== null && working.occurredOn > now ? working.occurredOn : now;
    const proposed = facts.map(({ type, data }) => ({
      id: randomUUID(),
      type,
      data,
      schemaVersion: 1,
      occurredOn,
      meta: { tenantId: caller.tid ?? 'operator', actor: caller.actor, correlationId: working.requestId, causationId: working.requestId },
    }));
    const { revision } = await this.store.append(working.stream, working.revision < 0 ? 'none' : working.revision, proposed);
    working.revision = revision;
    working.occurredOn = occurredOn;
  }

  claim(working: Working, at: string, instance: string): Fact {
    const { fingerprint, seed, stream } = working;
    return { type: 'RequestClaimed', data: { fingerprint, seed: this.vault.seal(seed, stream), at, instance } };
  }

  seedOf(stream: string, sealed: string): string {
    return this.vault.open(sealed, stream);
  }
}
