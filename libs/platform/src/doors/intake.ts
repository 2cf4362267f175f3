import { randomUUID } from 'node:crypto';
import { type Act, Streams } from '@causeway/event-sourcing';
import { invalid } from '@causeway/event-sourcing/model';
import { Injectable } from '@nestjs/common';
import { Clock } from '../clock';
import { IdempotentRequests } from '../idempotency/idempotent-requests';
import { fingerprintOf, streamOfRequest } from '../idempotency/request-log';
import { type Replay, Working } from '../idempotency/working';
import { Vault } from '../vault';
import { Asked } from './asked';
import { type Caller, OPERATOR_TENANT } from './caller';
import type { DoorReply, DoorRequest } from './door-request';
import { badPosition, idempotencyKeyOf, positionOf, revisionOf } from './headers';
import { ReadModels } from './reads';
import { type Trace, traceOf } from './trace';

const WAIT_FOR_VIEWS = 2_000;

/** What stands between a request that was admitted and its handler: headers, the Idempotency-Key, the wait for views. */
@Injectable()
export class Intake {
  private readonly key: Buffer;

  constructor(
    vault: Vault,
    private readonly clock: Clock,
    private readonly streams: Streams,
    private readonly requests: IdempotentRequests,
    private readonly views: ReadModels,
  ) {
    this.key = vault.key('ids');
  }

  /** True when something of this request must be looked at before its handler runs. */
  concerns({ headers, params }: DoorRequest): boolean {
    return (
      headers['if-match'] !== undefined ||
      headers['idempotency-key'] !== undefined ||
      headers['causeway-min-position'] !== undefined ||
      hasBrokenText(params)
    );
  }

  /** Gives the answer that was given before, if the same request was here. */
  async receive(request: DoorRequest, reply: DoorReply): Promise<Replay | null> {
    const { headers, caller } = request;
    if (hasBrokenText(request.params)) throw invalid([{ pointer: 'path', message: 'holds characters that no name has' }]);
    revisionOf(headers['if-match']);
    const min = headers['causeway-min-position'];
    const key = headers['idempotency-key'];
    const idempotency = key !== undefined && request.method === 'POST' && caller !== undefined ? idempotencyKeyOf(key) : null;
    if (min !== undefined) await this.waitForViews(request, reply, positionOf(min));
    return idempotency === null || caller === undefined ? null : this.takeTurn(request, caller, idempotency);
  }

  /** The request as its handler sees it; made when it is first asked for. */
  askedOf(request: DoorRequest): Asked | undefined {
    const { caller } = request;
    if (caller === undefined) return undefined;
    request.made ??= this.make(request, caller);
    return request.made;
  }

  /** For other doors than HTTP: what a caller asks there, as a part of the caller's trace. */
  askedBy(caller: Caller, header?: string): Asked {
    return new Asked(caller, this.actOf(caller, traceOf(header)), null, randomUUID(), this.key);
  }

  private actOf(caller: Caller, { traceId, spanId }: Trace): Act {
    return {
      tenantId: caller.tid ?? OPERATOR_TENANT,
      actor: caller.actor,
      correlationId: traceId,
      causationId: spanId,
      at: this.clock.now(),
    };
  }

  private make(request: DoorRequest, caller: Caller): Asked {
    const { working } = request;
    const asked = new Asked(
      caller,
      this.actOf(caller, request.trace),
      revisionOf(request.headers['if-match']),
      working?.seed ?? randomUUID(),
      this.key,
      working ? { key: request.headers['idempotency-key'] as string, fingerprint: working.fingerprint } : null,
    );
    if (working) this.requests.belongs(asked, working);
    return asked;
  }

  private async takeTurn(request: DoorRequest, caller: Caller, key: string): Promise<Replay | null> {
    const fingerprint = fingerprintOf(request.method, request.url, request.rawBody);
    const outcome = await this.requests.begin(streamOfRequest(caller, key), fingerprint, randomUUID());
    if (!(outcome instanceof Working)) return outcome;
    request.working = outcome;
    return null;
  }

  private async waitForViews(request: DoorRequest, reply: DoorReply, position: number): Promise<void> {
    if (position > (await this.streams.head())) throw badPosition('is beyond everything that has happened');
    const { reads } = request.routeOptions.config;
    if (reads === undefined || position === 0) return;
    if (!(await this.views.reached(reads, position, WAIT_FOR_VIEWS))) reply.header('causeway-stale', 'true');
  }
}

const hasBrokenText = (params: unknown): boolean => {
  for (const name in params as Record<string, string>)
    if (/[\p{Cc}\p{Surrogate}\ufffd]/u.test((params as Record<string, string>)[name]!)) return true;
  return false;
};
