import { Reactions, Subjects, Views } from '@causeway/event-sourcing';
import { Global, Module } from '@nestjs/common';
import { OrdersHttp } from './order/doors/orders.http';
import { orderLimit } from './order/react/order-limit';
import { whenPurchaseOpenedThenReleaseOrder } from './order/react/when-purchase-opened-then-release-order';
import { whenSubscriptionOrderOpenedThenReleaseOrder } from './order/react/when-subscription-order-opened-then-release-order';
import { FindOrderByNumberHandler } from './order/read/find-order-by-number';
import { GetOrderHandler } from './order/read/get-order';
import { GetOrderFlowHandler } from './order/read/get-order-flow';
import { GetOrderHistoryHandler } from './order/read/get-order-history';
import { ListOrdersHandler } from './order/read/list-orders';
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
import { PublishProductHandler } from './product/write/publish-product';
import { ReviseProductHandler } from './product/write/revise-product';
import { WithdrawProductHandler } from './product/write/withdraw-product';
import { LiveSubscriptions } from './published';
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
  ...[GetOrderHandler, GetOrderHistoryHandler, GetOrderFlowHandler, FindOrderByNumberHandler, ListOrdersHandler],
];
const steps = [OrderBodies, SealedAnswers, ConfigurationAnswers, OrderNumbers, OrderParties];
const published = [{ provide: LiveSubscriptions, useClass: LiveSubscriptionsByView }];

/** From purchase to a running application (spec 20). Global, for tenancy asks it for `LiveSubscriptions`. */
@Global()
@Module({
  controllers: [ProductsHttp, StorefrontHttp, OrdersHttp, SubscriptionsHttp],
  providers: [...writes, ...reads, ...steps, ...published],
  exports: [LiveSubscriptions],
})
export class BusinessIntegrationModule {
  constructor(views: Views, reactions: Reactions, subjects: Subjects, bodies: OrderBodies, answers: SealedAnswers) {
    views.add(productList, orderList, subscriptionList, applicationAccess);
    reactions.policies(whenProductCodeTakenThenDraftProduct, whenProductRevisedThenFreeCode);
    reactions.policies(whenPurchaseOpenedThenReleaseOrder, whenSubscriptionOrderOpenedThenReleaseOrder);
    reactions.policies(whenOrderSettledThenSettleSubscription, whenSubscriptionEndedThenFreePurchase);
    reactions.due(orderLimit, subscriptionLimit);
    subjects.add(orderSubject(bodies, answers), subscriptionSubject(answers), productSubject);
  }
}
