import { Streams } from '@causeway/event-sourcing';
import { invalid, type Recorded, unknown } from '@causeway/event-sourcing/model';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { raiseOrderEvent } from '../../host-event/steps/raise-order-event';
import type { KnownOrder } from '../../order/domain/order';
import type { FormMessage, KeptAnswers, OrderContent } from '../../order/domain/order.events';
import { OrderBodies, type OrderBody } from '../../order/read/order-body';
import { releaseOrder } from '../../order/steps/release';
import { SealedAnswers } from '../../order/steps/sealed-answers';
import { type Answer, judgeAnswers } from '../../product/domain/form';
import { productStream } from '../../product/domain/product';
import type { FormField } from '../../product/domain/product.events';
import { orderForm } from '../../product-integration/domain/order-form';
import { IntegrationSnapshots } from '../../product-integration/steps/integration-snapshots';
import { SubmittedForms } from '../../product-integration/steps/submitted-forms';
import { quote, type Wish } from '../../purchase/domain/quote';
import { ConfigurationAnswers } from '../../purchase/steps/configuration-answers';
import { OrderNumbers } from '../../purchase/steps/order-numbers';
import { OrderParties, refusedParties } from '../../purchase/steps/parties';
import type { Written } from '../../written';
import { mayOpen, openOrder } from '../domain/settling';
import { type KnownSubscription, subscriptionStream } from '../domain/subscription';
import type { SubscriptionOrderOpened } from '../domain/subscription.events';
import { knownSubscription } from '../read/known-subscription';
import { customerOnly, notStale } from '../steps/guards';
import { orderOn, orderOpenedBefore } from '../steps/order-on';

export type ChangeWish = Partial<Wish> & Readonly<{ answers?: Readonly<Record<string, unknown>> }>;

/** `POST /api/v1/storefront/subscriptions/{id}/change` (spec 20): what is absent stays, and all of it is priced anew. */
export class ChangeSubscription extends Command<Written<OrderBody>> {
  constructor(
    readonly asked: Asked,
    readonly subscriptionId: string,
    readonly wish: ChangeWish,
  ) {
    super();
  }

  /** What it is asked of: a refusal is kept there (spec 60). */
  get subject(): string {
    return `subscription:${this.subscriptionId}`;
  }
}

@CommandHandler(ChangeSubscription)
export class ChangeSubscriptionHandler implements ICommandHandler<ChangeSubscription> {
  constructor(
    private readonly streams: Streams,
    private readonly parties: OrderParties,
    private readonly numbers: OrderNumbers,
    private readonly sealed: SealedAnswers,
    private readonly answers: ConfigurationAnswers,
    private readonly bodies: OrderBodies,
    private readonly snapshots: IntegrationSnapshots,
    private readonly forms: SubmittedForms,
  ) {}

  async execute({ asked, subscriptionId, wish }: ChangeSubscription): Promise<Written<OrderBody>> {
    const { state: now, revision: seen } = await knownSubscription(this.streams, asked.caller, subscriptionId);
    customerOnly(asked.caller)(now);
    notStale(asked, seen);
    const opened = (await orderOpenedBefore(this.streams, asked.act, subscriptionId)) ?? (await this.open(asked, now, wish));
    const act = { ...asked.act, at: opened.occurredOn };
    const released = await releaseOrder(this.streams, opened.data.order, act);
    await raiseOrderEvent(this.streams, this.snapshots, opened.data.order, act, { onlyToBeTold: true });
    const body = await this.bodies.of(released.state as KnownOrder, released.revision);
    return { body, revision: released.revision, position: released.position };
  }

  private async open(asked: Asked, seen: KnownSubscription, wish: ChangeWish): Promise<Recorded<SubscriptionOrderOpened>> {
    const { act, ifMatch } = asked;
    const { state: product } = await this.streams.load(productStream(seen.productId));
    if (product.status === 'absent') throw unknown('product.unknown', 'There is no such product.');
    const linked = product.fulfilment === 'events' ? await this.snapshots.current(product) : null;
    const form = orderForm(product.purchaseForm, linked?.snapshot.content.orderFormFields);
    const { answers, given } = await this.answersGiven(seen, form, wish.answers);
    const parties = await this.parties.find(seen.customer.tenantId, seen.vendor.tenantId);
    const refused = refusedParties(parties, seen.isTesting);

    const content =
      (orderNumber: string, said: readonly FormMessage[] = []) =>
      (now: KnownSubscription): OrderContent => {
        if (refused) throw refused;
        const { edition = now.edition, quantity = now.quantity, addons = now.addons, paymentFrequency = now.paymentFrequency } = wish;
        const whole: Wish = { edition, quantity, addons, paymentFrequency };
        const { lines, ...offered } = quote(product, whole, (label) => asked.plainId(`line:${label}`), {
          testing: now.isTesting,
          keeps: now.edition,
        });
        const no = offered.conflict ?? offered.unprocessable;
        if (no) throw no;
        const configuration = { ...now.configuration, ...given };
        return {
          ...orderOn(now, product, parties, asked.id('order'), orderNumber, linked?.runsOn),
          ...whole,
          kind: 'Change',
          orderLines: lines,
          configuration,
          ...(said.length === 0 ? {} : { formMessages: said }),
        };
      };
    mayOpen(seen, 'Change');
    content('')(seen);
    // A form that is filled in anew is looked at anew.
    const said = linked === null || wish.answers === undefined ? [] : await this.forms.check(linked.snapshot.content, answers);
    const orderNumber = await this.numbers.next(act.at);
    const decide = openOrder('Change', content(orderNumber, said));
    const { recorded } = await this.streams.transact(subscriptionStream(seen.subscriptionId), decide, act, { ifMatch });
    return recorded[0] as Recorded<SubscriptionOrderOpened>;
  }

  /** Answers are judged together with those that stay; only the given ones are sealed anew. */
  private async answersGiven(
    now: KnownSubscription,
    form: readonly FormField[],
    wished: ChangeWish['answers'],
  ): Promise<{ answers: readonly (readonly [FormField, Answer])[]; given: KeptAnswers }> {
    if (wished === undefined) return { answers: [], given: {} };
    const of = { customerTenantId: now.customer.tenantId, subscriptionId: now.subscriptionId };
    const kept = Object.entries(await this.sealed.open(of, now.configuration)).filter(([name]) =>
      form.some((field) => field.name === name),
    );
    const { answers, faults } = judgeAnswers(form, { ...Object.fromEntries(kept), ...wished });
    if (faults.length > 0) throw invalid(faults);
    const fresh = answers.filter(([{ name }]) => Object.hasOwn(wished, name));
    return { answers, given: await this.answers.seal(of, fresh) };
  }
}
