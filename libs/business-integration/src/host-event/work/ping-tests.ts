import { Streams } from '@causeway/event-sourcing';
import { Clock, Configuration } from '@causeway/platform';
import { Injectable, Logger } from '@nestjs/common';
import { keepPing } from '../../product-integration/domain/configuring';
import { integrationStream, type KnownIntegration } from '../../product-integration/domain/integration';
import type { PingEventType, PingResult } from '../../product-integration/domain/integration.events';
import { DUMMIES } from '../domain/event-token';
import { type Heard, HostCaller } from './host-call';
import { Lanes } from './lanes';

const TOKEN_OF = Object.fromEntries(Object.entries(DUMMIES).map(([token, type]) => [type, token])) as Record<PingEventType, string>;

/** Runs ping tests in the background (spec 20): all of a test at once, with the integration's real credentials. */
@Injectable()
export class PingTests {
  private readonly logger = new Logger('ping-test');
  private readonly lanes = new Lanes((integrationId) => this.run(integrationId), 1);

  constructor(
    private readonly streams: Streams,
    private readonly caller: HostCaller,
    private readonly clock: Clock,
    private readonly configuration: Configuration,
  ) {}

  want(integrationId: string): void {
    this.lanes.want(integrationId, integrationId);
  }

  private async run(integrationId: string): Promise<void> {
    const { state } = await this.streams.load(integrationStream(integrationId));
    if (state.status !== 'live' || state.lastTest === null || state.lastTest.finishedOn !== null) return;
    const { testId, pings } = state.lastTest;
    const open = pings.filter(({ result }) => result === null);
    await Promise.all(open.map(({ eventType, url }) => this.ping(state, testId, eventType, url)));
  }

  private async ping(integration: KnownIntegration, testId: string, eventType: PingEventType, url: string): Promise<void> {
    const { integrationId, vendorTenantId, content, published, lastTest } = integration;
    const { outboundCredentials: credentials } = lastTest?.version === 'PUBLISHED' && published ? published.content : content;
    const eventUrl = `${this.configuration.publicUrl}/api/integration/v1/events/${TOKEN_OF[eventType]}`;
    try {
      const heard = await this.caller.call({ integrationId, credentials, url, eventUrl, needsAccount: false });
      const act = { tenantId: vendorTenantId, actor: 'system:ping-test', correlationId: testId, causationId: testId, at: this.clock.now() };
      await this.streams.transact(integrationStream(integrationId), keepPing(testId, resultOfPing(eventType, heard)), act);
    } catch (error) {
      // Still running on the record, so it is done again.
      this.logger.warn(`A ping was not kept: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

/** Passed: 200 or 202, whatever else was said. */
const resultOfPing = (eventType: PingEventType, heard: Heard): PingResult => {
  const { status: httpStatus, durationMs } = heard;
  const passed = httpStatus === 200 || httpStatus === 202;
  const message = heard.kind === 'failed' ? heard.message : heard.kind === 'answered' ? heard.result.message : null;
  return { eventType, status: passed ? 'PASSED' : 'FAILED', httpStatus, durationMs, message };
};
