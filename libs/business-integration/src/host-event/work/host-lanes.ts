import { setTimeout as sleep } from 'node:timers/promises';
import { Streams } from '@causeway/event-sourcing';
import type { Act } from '@causeway/event-sourcing/model';
import { Clock, Configuration } from '@causeway/platform';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { isOpen, orderStream } from '../../order/domain/order';
import { OutgoingCalls } from '../../ports/outgoing-calls';
import { IntegrationSnapshots } from '../../product-integration/steps/integration-snapshots';
import { urlFor } from '../domain/addresses';
import { type HostEvent, type HostLine, headOf, hostLineStream } from '../domain/host-line';
import type { HostResult } from '../domain/host-line.events';
import { keepCall, type Outcome, resolve } from '../domain/telling';
import { concludeOrder, receiveOrder } from '../steps/conclude-order';
import { EventTokens } from '../steps/event-tokens';
import { type Heard, HostCaller } from './host-call';
import { Lanes } from './lanes';

const LEAVE_AFTER_MS = 3000;
const CANCELLED: HostResult = { success: false, accountIdentifier: null, errorCode: 'OPERATION_CANCELLED', message: null };

/**
 * Tells product hosts what waits on the record: one call at a time for a subscription, a lane of its own for each
 * integration. Nothing is remembered here that the record does not say; a call cut by a crash is made again.
 */
@Injectable()
export class HostLanes implements OnModuleDestroy {
  private readonly logger = new Logger('product-host');
  private stopping = false;
  private readonly lanes = new Lanes((subscriptionId) => this.callAll(subscriptionId));

  constructor(
    private readonly streams: Streams,
    private readonly snapshots: IntegrationSnapshots,
    private readonly tokens: EventTokens,
    private readonly caller: HostCaller,
    private readonly calls: OutgoingCalls,
    private readonly clock: Clock,
    private readonly configuration: Configuration,
  ) {}

  /** Something waits on this line, or may; asked as often as you like. */
  want(integrationId: string, subscriptionId: string): void {
    if (!this.stopping) this.lanes.want(integrationId, subscriptionId);
  }

  /** Resolves when nothing is under way here. */
  idle(): Promise<void> {
    return this.lanes.idle();
  }

  /** What is under way may end; what takes longer is made again by whoever comes next. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await Promise.race([this.lanes.idle(), sleep(LEAVE_AFTER_MS, undefined, { ref: false })]);
  }

  /** One after the other, until nothing of the line is to be told just now. */
  private async callAll(subscriptionId: string): Promise<void> {
    try {
      let { state } = await this.streams.load(hostLineStream(subscriptionId));
      for (let event = headOf(state); event !== null && !this.stopping; event = headOf(state)) {
        if (event.nextOn === null || event.nextOn > this.clock.now()) return;
        state = await this.callOne(subscriptionId, event);
      }
    } catch (error) {
      // The line is still due on the record: it is asked for again.
      this.logger.warn(`An event was not told: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** How the line stands afterwards. */
  private async callOne(subscriptionId: string, event: HostEvent): Promise<HostLine> {
    const { eventId, integrationId, snapshot: revision, type, about } = event;
    const runsOn = { integrationId, snapshot: revision };
    const snapshot = await this.snapshots.of(runsOn);
    const url = snapshot && urlFor(snapshot.content, type);
    if (!url || (await this.isOver(event))) return this.drop(subscriptionId, event);
    const credentials = await this.snapshots.credentials(runsOn);
    const startedOn = this.clock.now();
    const eventUrl = `${this.configuration.publicUrl}/api/integration/v1/events/${this.tokens.make({ subscriptionId, eventId })}`;
    const heard = await this.caller.call({ integrationId, credentials, url, eventUrl, needsAccount: type === 'SUBSCRIPTION_ORDER' });
    const number = (event.attempts.at(-1)?.number ?? 0) + 1;
    const act = this.act(event);
    const attempt = { number, startedOn, durationMs: heard.durationMs, httpStatus: heard.status };
    const decide = keepCall(subscriptionId, eventId, attempt, this.outcomeOf(heard, number, act.at));
    const { state, recorded } = await this.streams.transact(hostLineStream(subscriptionId), decide, act);
    if (about.what !== 'order') return state;
    // By what is on the record now, not by what was heard: its result may have been posted meanwhile.
    const [fact] = recorded;
    if (fact?.type === 'HostEventTaken') await receiveOrder(this.streams, about.orderId, act);
    if (fact?.type === 'HostEventResolved') await concludeOrder(this.streams, about.orderId, fact.data.result, act);
    return state;
  }

  private outcomeOf(heard: Heard, number: number, now: string): Outcome {
    if (heard.kind === 'taken') return { kind: 'taken' };
    if (heard.kind === 'answered') return { kind: 'answered', result: heard.result };
    const delay = this.calls.delayAfter(number, heard.retryAfterMs);
    const nextOn = delay === null ? null : new Date(Date.parse(now) + delay).toISOString();
    return { kind: 'failed', error: heard.message, nextOn };
  }

  /** Its order was settled otherwise before anybody was told: withdrawn, or by the vendor's own hand. */
  private async isOver({ about }: HostEvent): Promise<boolean> {
    if (about.what !== 'order') return false;
    const { state } = await this.streams.load(orderStream(about.orderId));
    return state.status !== 'absent' && !isOpen(state.status);
  }

  private async drop(subscriptionId: string, event: HostEvent): Promise<HostLine> {
    const decide = resolve(subscriptionId, event.eventId, 'platform', CANCELLED);
    return (await this.streams.transact(hostLineStream(subscriptionId), decide, this.act(event))).state;
  }

  private act({ vendorTenantId, correlationId, raisedBy }: HostEvent): Act {
    return { tenantId: vendorTenantId, actor: 'system:product-host', correlationId, causationId: raisedBy, at: this.clock.now() };
  }
}
