import { Streams } from '@causeway/event-sourcing';
import { forbidden, invalid, type Recorded, unknown, unprocessable } from '@causeway/event-sourcing/model';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { raiseOrderEvent } from '../../host-event/steps/raise-order-event';
import type { KnownOrder } from '../../order/domain/order';
import type { OrderContent } from '../../order/domain/order.events';
import { sameTenant } from '../../order/domain/parties';
import { OrderBodies, type OrderBody } from '../../order/read/order-body';
import { releaseOrder } from '../../order/steps/release';
import { judgeAnswers } from '../../product/domain/form';
import { type KnownProduct, productStream } from '../../product/domain/product';
import { orderForm } from '../../product-integration/domain/order-form';
import { IntegrationSnapshots } from '../../product-integration/steps/integration-snapshots';
import { SubmittedForms } from '../../product-integration/steps/submitted-forms';
import { isId, type Written } from '../../written';
import { open, purchaseStream } from '../domain/purchase';
import type { PurchaseOpened } from '../domain/purchase.events';
import { quote, type Wish } from '../domain/quote';
import { ConfigurationAnswers } from '../steps/configuration-answers';
import { licenceCode } from '../steps/licence-code';
import { OrderNumbers } from '../steps/order-numbers';
import { OrderParties, offSale, partyOf, refusedParties } from '../steps/parties';

export type PurchaseWish = Wish & Readonly<{ productId: string; trial: boolean; answers: Readonly<Record<string, unknown>> }>;

/** Buy (spec 20, *Purchase rules* and *Testing bypass*): the guard decides, then the order is released and its subscription begins. */
export class PlaceOrder extends Command<Written<OrderBody>> {
  constructor(
    readonly asked: Asked,
    readonly wish: PurchaseWish,
  ) {
    super();
  }
}

@CommandHandler(PlaceOrder)
export class PlaceOrderHandler implements ICommandHandler<PlaceOrder> {
  constructor(
    private readonly streams: Streams,
    private readonly parties: OrderParties,
    private readonly numbers: OrderNumbers,
    private readonly answers: ConfigurationAnswers,
    private readonly bodies: OrderBodies,
    private readonly snapshots: IntegrationSnapshots,
    private readonly forms: SubmittedForms,
  ) {}

  async execute({ asked, wish }: PlaceOrder): Promise<Written<OrderBody>> {
    const opened = (await this.openedBefore(asked, wish)) ?? (await this.open(asked, wish));
    const act = { ...asked.act, at: opened.occurredOn };
    const released = await releaseOrder(this.streams, opened.data, act);
    await raiseOrderEvent(this.streams, this.snapshots, opened.data, act, { onlyToBeTold: true });
    const body = await this.bodies.of(released.state as KnownOrder, released.revision);
    return { body, revision: released.revision, position: released.position };
  }

  /** The same request, asked again after a crash, whose guard has already said yes: no rule is asked a second time. */
  private async openedBefore({ act, caller }: Asked, { productId }: PurchaseWish): Promise<Recorded<PurchaseOpened> | null> {
    if (!act.repeated || !isId(productId)) return null;
    const { recorded } = await this.streams.transact(purchaseStream(caller.tenantId, productId), () => [], act);
    return recorded.find((fact): fact is Recorded<PurchaseOpened> => fact.type === 'PurchaseOpened') ?? null;
  }

  private async open(asked: Asked, wish: PurchaseWish): Promise<Recorded<PurchaseOpened>> {
    const { act, caller } = asked;
    const product = await this.product(wish.productId, caller.tenantId);
    const linked = product.fulfilment === 'events' ? await this.snapshots.current(product) : null;
    const form = orderForm(product.purchaseForm, linked?.snapshot.content.orderFormFields);
    const { answers, faults } = judgeAnswers(form, wish.answers);
    if (faults.length > 0) throw invalid(faults);

    const testing = sameTenant(product.vendorTenantId, caller.tenantId);
    const parties = await this.parties.find(caller.tenantId, product.vendorTenantId);
    const { customer, vendor, supplier } = parties;
    if (!customer || (!testing && !customer.roles.includes('customer'))) {
      throw forbidden('tenant.not-customer', 'This company is not a customer of the marketplace, so it cannot buy.');
    }
    const { lines, ...offered } = quote(product, wish, (label) => asked.plainId(`line:${label}`), { testing });
    const refusals = {
      conflict: refusedParties(parties, testing) ?? offSale(product, testing) ?? offered.conflict,
      unprocessable: offered.unprocessable ?? refusedTrial(product, wish.trial && !testing) ?? missingIntegration(product, linked),
    };
    const several = product.multipleSubscriptionsEnabled || linked?.snapshot.content.multipleSubscriptionsEnabled === true;
    const rules = { testing, multiple: several, trial: wish.trial };
    const stream = purchaseStream(customer.tenantId, product.productId);
    // Asked once before a number is taken and answers are sealed; the guard asks again, and its word counts.
    open(refusals, rules, null)((await this.streams.load(stream)).state);

    // The vendor's own look at the form, where it wants one: last, when nothing of ours says no.
    const said = linked === null ? [] : await this.forms.check(linked.snapshot.content, answers);
    const subscriptionId = asked.id('subscription');
    const content: OrderContent = {
      orderId: asked.id('order'),
      orderNumber: await this.numbers.next(act.at),
      kind: 'New',
      customer: partyOf(customer),
      supplier,
      vendor: partyOf(vendor ?? customer),
      productId: product.productId,
      applicationCode: product.applicationCode,
      edition: wish.edition,
      orderLines: lines,
      subscriptionId,
      licenceCode: licenceCode(asked.plainId('licence')),
      configuration: await this.answers.seal({ customerTenantId: customer.tenantId, subscriptionId }, answers),
      isTesting: testing,
      isNonStandard: false,
      paymentFrequency: wish.paymentFrequency,
      quantity: wish.quantity,
      addons: wish.addons,
      trial: wish.trial ? { days: product.trialDays, onEnd: product.onTrialEnd, graceDays: product.trialGraceDays } : null,
      suspensionGraceDays: product.suspensionGraceDays,
      acknowledgeWithinHours: product.acknowledgeWithinHours,
      fulfilWithinHours: product.fulfilWithinHours,
      reason: null,
      ...(said.length === 0 ? {} : { formMessages: said }),
      ...(linked === null ? {} : { integration: linked.runsOn }),
    };
    const { recorded } = await this.streams.transact(stream, open(refusals, rules, content), act);
    return recorded[0] as Recorded<PurchaseOpened>;
  }

  /** Drafts are known to their vendor alone. */
  private async product(productId: string, buyer: string): Promise<KnownProduct> {
    const { state } = isId(productId) ? await this.streams.load(productStream(productId)) : { state: { status: 'absent' as const } };
    if (state.status === 'absent' || (state.status === 'draft' && !sameTenant(state.vendorTenantId, buyer))) {
      throw unknown('product.unknown', 'There is no such product.');
    }
    return state;
  }
}

const missingIntegration = ({ fulfilment }: KnownProduct, linked: object | null) =>
  fulfilment === 'events' && linked === null
    ? unprocessable('product.integration-missing', 'This product has no integration that could fulfil an order.')
    : null;

const refusedTrial = ({ trialDays }: KnownProduct, wanted: boolean) =>
  wanted && trialDays === 0 ? unprocessable('product.no-trial', 'This product is not offered for trial.') : null;
