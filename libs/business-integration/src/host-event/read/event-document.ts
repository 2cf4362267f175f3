import { Streams } from '@causeway/event-sourcing';
import { Configuration, Vault } from '@causeway/platform';
import { Injectable } from '@nestjs/common';
import { type KnownOrder, orderStream } from '../../order/domain/order';
import type { Period } from '../../order/domain/order.events';
import { SealedAnswers, type ShownAnswers } from '../../order/steps/sealed-answers';
import { type KnownSubscription, subscriptionStream } from '../../subscription/domain/subscription';
import type { HostEvent } from '../domain/host-line';
import type { HostEventType, NoticeType } from '../domain/host-line.events';
import { EventTokens } from '../steps/event-tokens';
import { type HostUser, openedUser } from '../steps/sealed-user';

type Item = {
  code: string;
  type: string;
  name: string;
  quantity: number;
  unit: string | null;
  price: string | null;
  currency: string | null;
};

/** What a product host reads of an event (spec 20, *Events to the product host*, 2). */
export type EventDocument = {
  type: HostEventType;
  marketplace: { baseUrl: string; partner: string };
  flag: 'STATELESS' | 'DEVELOPMENT' | null;
  creator: { actor: string };
  payload: {
    company: { id: string; code: string; name: string } | null;
    user: HostUser | null;
    order: { id: string; orderNumber: string; editionCode: string; pricingDuration: string; items: readonly Item[] } | null;
    account: { accountIdentifier: string | null; status: string } | null;
    addon: { code: string; quantity: number } | null;
    configuration: ShownAnswers;
    notice: { type: NoticeType } | null;
  };
  returnUrl: string | null;
  links: readonly { rel: string; href: string }[];
};

const PARTNER = 'CAUSEWAY';
const DURATIONS = { monthly: 'MONTHLY', yearly: 'YEARLY', once: 'ONE_TIME' } as const;
const UNITS = { month: 'MONTHLY', year: 'YEARLY', once: 'ONE_TIME' } as const satisfies Record<Period, string>;

/** Makes event documents from what is on the record now. */
@Injectable()
export class EventDocuments {
  constructor(
    private readonly streams: Streams,
    private readonly answers: SealedAnswers,
    private readonly vault: Vault,
    private readonly tokens: EventTokens,
    private readonly configuration: Configuration,
  ) {}

  async of(subscriptionId: string, event: HostEvent): Promise<EventDocument | null> {
    const { about } = event;
    const { state: now } = await this.streams.load(subscriptionStream(subscriptionId));
    const order = about.what === 'order' ? await this.order(about.orderId) : null;
    const subscription = now.status === 'absent' ? null : now;
    const shared = order ?? subscription;
    if (shared === null) return null;
    const configuration = await this.answers.open({ customerTenantId: shared.customer.tenantId, subscriptionId }, shared.configuration);
    const { tenantId: id, code, name } = shared.customer;
    const { publicUrl } = this.configuration;
    return {
      type: event.type,
      marketplace: { baseUrl: publicUrl, partner: PARTNER },
      flag: shared.isTesting ? 'DEVELOPMENT' : null,
      creator: { actor: order?.createdBy ?? event.by ?? (subscription as KnownSubscription).createdBy },
      payload: {
        company: { id, code, name },
        user: about.what === 'user' ? await openedUser(this.vault, about.userId, about.sealed, event.eventId) : null,
        order: order && orderShown(order),
        account: subscription && accountShown(subscription, about.what === 'status' || about.what === 'notice' ? about.status : null),
        addon: about.what === 'addon' ? { code: about.code, quantity: about.quantity } : null,
        configuration,
        notice: about.what === 'notice' ? { type: about.notice } : null,
      },
      returnUrl: event.interactive
        ? `${publicUrl}/api/integration/v1/returns/${this.tokens.make({ subscriptionId, eventId: event.eventId }, 'return')}`
        : null,
      links: [],
    };
  }

  /** Of a ping test: it changes nothing, and all in it is made up. */
  dummy(type: HostEventType): EventDocument {
    const { publicUrl } = this.configuration;
    const isOrder = type === 'SUBSCRIPTION_ORDER' || type === 'SUBSCRIPTION_CHANGE';
    const price = { unit: 'MONTHLY', price: '0.00', currency: 'EUR' };
    const items = [{ code: 'DUMMY', type: 'edition', name: 'Dummy', quantity: 1, ...price }];
    return {
      type,
      marketplace: { baseUrl: publicUrl, partner: PARTNER },
      flag: 'STATELESS',
      creator: { actor: 'system:ping-test' },
      payload: {
        company: { id: 'dummy', code: '00000000|XX', name: 'Dummy Company' },
        user: type.startsWith('USER_') ? { userId: 'dummy-user', email: 'dummy@example.com' } : null,
        order: isOrder ? { id: 'dummy', orderNumber: '0', editionCode: 'DUMMY', pricingDuration: 'MONTHLY', items } : null,
        account: type === 'SUBSCRIPTION_ORDER' ? null : { accountIdentifier: 'dummy-account', status: 'ACTIVE' },
        addon: null,
        configuration: {},
        notice: type === 'SUBSCRIPTION_NOTICE' ? { type: 'DEACTIVATED' } : null,
      },
      returnUrl: null,
      links: [],
    };
  }

  private async order(orderId: string): Promise<KnownOrder | null> {
    const { state } = await this.streams.load(orderStream(orderId));
    return state.status === 'absent' ? null : state;
  }
}

const orderShown = ({ orderId, orderNumber, edition, paymentFrequency, orderLines }: KnownOrder) => ({
  id: orderId,
  orderNumber,
  editionCode: edition,
  pricingDuration: DURATIONS[paymentFrequency],
  items: orderLines.map(({ code, type, name, quantity, unitPrice, period }) => ({
    ...{ code, type, name, quantity },
    unit: period && UNITS[period],
    price: unitPrice?.amount ?? null,
    currency: unitPrice?.currency ?? null,
  })),
});

const accountShown = ({ accountIdentifier, status }: KnownSubscription, then: string | null) => ({
  accountIdentifier,
  status: then ?? status,
});
