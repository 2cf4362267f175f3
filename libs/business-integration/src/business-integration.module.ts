import { Reactions, Subjects, Views } from '@causeway/event-sourcing';
import { Global, Module } from '@nestjs/common';
import { hostEventDoors, hostEventParts } from './host-event/host-event.parts';
import { hostEventDue } from './host-event/react/host-event-due';
import { pingTestDue, whenTestStartedThenRunPingTest } from './host-event/react/ping-tests';
import { whenHostEventAnsweredThenConcludeOrder } from './host-event/react/when-host-event-answered-then-conclude-order';
import { whenHostEventRaisedThenCallProductHost } from './host-event/react/when-host-event-raised-then-call-product-host';
import { whenOrderReleasedThenRaiseHostEvent } from './host-event/react/when-order-released-then-raise-host-event';
import { whenSubscriptionChangedThenRaiseHostEvents } from './host-event/react/when-subscription-changed-then-raise-host-events';
import { hostAccounts } from './host-event/read/accounts-of-integration';
import { hostEventList } from './host-event/read/host-event-list';
import { HostExchange, hostExchanges } from './host-event/read/host-exchange';
import { hostLines } from './host-event/read/host-lines';
import { CommandedInvoiceNotices, CommandedUserEvents } from './host-event/steps/commanded-events';
import { OrdersHttp } from './order/doors/orders.http';
import { orderLimit } from './order/react/order-limit';
import { whenPurchaseOpenedThenReleaseOrder } from './order/react/when-purchase-opened-then-release-order';
import { whenSubscriptionOrderOpenedThenReleaseOrder } from './order/react/when-subscription-order-opened-then-release-order';
import { FindOrderByNumberHandler } from './order/read/find-order-by-number';
import { GetOrderHandler } from './order/read/get-order';
import { GetOrderFlowHandler } from './order/read/get-order-flow';
import { GetOrderHistoryHandler } from './order/read/get-order-history';
import { ListOrdersHandler } from './order/read/list-orders';
import { NumberedOrders } from './order/read/numbered-orders';
import { OrderBodies } from './order/read/order-body';
import { orderList } from './order/read/order-list';
import { orderSubject } from './order/read/order-subject';
import { SealedAnswers } from './order/steps/sealed-answers';
import { MarkOrderOverdueHandler } from './order/write/mark-order-overdue';
import { ReleaseOrderHandler } from './order/write/release-order';
import { SetOrderStatusHandler } from './order/write/set-order-status';
import { WithdrawOrderHandler } from './order/write/withdraw-order';
import { ProductsHttp } from './product/doors/products.http';
import { whenProductCodeTakenThenDraftProduct } from './product/react/when-product-code-taken-then-draft-product';
import { whenProductRevisedThenFreeCode } from './product/react/when-product-revised-then-free-code';
import { GetProductHandler } from './product/read/get-product';
import { ListProductsHandler } from './product/read/list-products';
import { productList } from './product/read/product-list';
import { productSubject } from './product/read/product-subject';
import { CreateProductHandler } from './product/write/create-product';
import { DraftProductHandler } from './product/write/draft-product';
import { FreeProductCodeHandler } from './product/write/free-product-code';

import { ReviseProductHandler } from './product/write/revise-product';
import { PublishProductHandler, WithdrawProductHandler } from './product/write/sale-of-product';
import { integrationDoors, integrationParts } from './product-integration/product-integration.parts';
import { whenLinkChangedThenFinishLink } from './product-integration/react/when-link-changed-then-finish-link';
import { FoldedInboundClients } from './product-integration/read/inbound-clients';
import { integrationList } from './product-integration/read/integration-list';
import { integrationSubject } from './product-integration/read/integration-subject';
import { InboundClients, InvoiceNotices, LiveSubscriptions, UserEvents } from './published';
import { StorefrontHttp } from './purchase/doors/storefront.http';
import { whenSubscriptionEndedThenFreePurchase } from './purchase/react/when-subscription-ended-then-free-purchase';
import { ConfigurationAnswers } from './purchase/steps/configuration-answers';
import { OrderNumbers } from './purchase/steps/order-numbers';
import { OrderParties } from './purchase/steps/parties';
import { FreePurchaseHandler } from './purchase/write/free-purchase';
import { PlaceOrderHandler } from './purchase/write/place-order';
import { SubscriptionsHttp } from './subscription/doors/subscriptions.http';
import { subscriptionLimit } from './subscription/react/subscription-limit';
import { whenOrderSettledThenSettleSubscription } from './subscription/react/when-order-settled-then-settle-subscription';
import { applicationAccess, LiveSubscriptionsByView } from './subscription/read/application-access';
import { GetSubscriptionHandler } from './subscription/read/get-subscription';
import { GetSubscriptionHistoryHandler } from './subscription/read/get-subscription-history';
import { ListSubscriptionsHandler } from './subscription/read/list-subscriptions';
import { subscriptionList } from './subscription/read/subscription-list';
import { subscriptionSubject } from './subscription/read/subscription-subject';
import { CancelSubscriptionHandler } from './subscription/write/cancel-subscription';
import { ChangeSubscriptionHandler } from './subscription/write/change-subscription';
import { ConvertSubscriptionHandler } from './subscription/write/convert-subscription';
import { PassSubscriptionLimitHandler } from './subscription/write/pass-subscription-limit';
import { ReactivateSubscriptionHandler } from './subscription/write/reactivate-subscription';
import { SettleSubscriptionHandler } from './subscription/write/settle-subscription';
import { SuspendSubscriptionHandler } from './subscription/write/suspend-subscription';

const writes = [
  ...[
    CreateProductHandler,
    DraftProductHandler,
    FreeProductCodeHandler,
    PublishProductHandler,
    ReviseProductHandler,
    WithdrawProductHandler,
  ],
  ...[PlaceOrderHandler, FreePurchaseHandler, ReleaseOrderHandler, SetOrderStatusHandler, WithdrawOrderHandler, MarkOrderOverdueHandler],
  ...[ChangeSubscriptionHandler, CancelSubscriptionHandler, ConvertSubscriptionHandler, SettleSubscriptionHandler],
  ...[SuspendSubscriptionHandler, ReactivateSubscriptionHandler, PassSubscriptionLimitHandler],
];
const reads = [
  ...[GetProductHandler, ListProductsHandler, GetSubscriptionHandler, GetSubscriptionHistoryHandler, ListSubscriptionsHandler],
  ...[GetOrderHandler, GetOrderHistoryHandler, GetOrderFlowHandler, FindOrderByNumberHandler, NumberedOrders, ListOrdersHandler],
];
const steps = [OrderBodies, SealedAnswers, ConfigurationAnswers, OrderNumbers, OrderParties];
const published = [
  { provide: LiveSubscriptions, useClass: LiveSubscriptionsByView },
  { provide: InboundClients, useClass: FoldedInboundClients },
  { provide: UserEvents, useClass: CommandedUserEvents },
  { provide: InvoiceNotices, useClass: CommandedInvoiceNotices },
];

/**
 * From purchase to a running application (spec 20). Global, for tenancy asks it for `LiveSubscriptions` and `InboundClients`.
 * Whoever composes the platform provides `OutgoingCalls`.
 */
@Global()
@Module({
  controllers: [ProductsHttp, StorefrontHttp, OrdersHttp, SubscriptionsHttp, ...integrationDoors, ...hostEventDoors],
  providers: [...writes, ...reads, ...steps, ...integrationParts, ...hostEventParts, ...published],
  exports: [LiveSubscriptions, InboundClients, UserEvents, InvoiceNotices],
})
export class BusinessIntegrationModule {
  constructor(
    views: Views,
    reactions: Reactions,
    subjects: Subjects,
    bodies: OrderBodies,
    answers: SealedAnswers,
    exchange: HostExchange,
    numbered: NumberedOrders,
  ) {
    views.add(productList, orderList, subscriptionList, applicationAccess);
    views.add(integrationList, hostLines, hostEventList, hostExchanges, hostAccounts);
    reactions.policies(whenLinkChangedThenFinishLink, whenTestStartedThenRunPingTest);
    reactions.policies(whenOrderReleasedThenRaiseHostEvent, whenSubscriptionChangedThenRaiseHostEvents);
    reactions.policies(whenHostEventRaisedThenCallProductHost, whenHostEventAnsweredThenConcludeOrder);
    reactions.policies(whenProductCodeTakenThenDraftProduct, whenProductRevisedThenFreeCode);
    reactions.policies(whenPurchaseOpenedThenReleaseOrder, whenSubscriptionOrderOpenedThenReleaseOrder);
    reactions.policies(whenOrderSettledThenSettleSubscription, whenSubscriptionEndedThenFreePurchase);
    reactions.due(orderLimit, subscriptionLimit, hostEventDue, pingTestDue);
    subjects.add(orderSubject({ bodies, answers, exchange, numbered }), subscriptionSubject(answers, exchange));
    subjects.add(productSubject, integrationSubject(exchange));
  }
}
