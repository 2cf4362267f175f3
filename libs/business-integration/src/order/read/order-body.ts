import { Injectable } from '@nestjs/common';
import { dueOf, type KnownOrder } from '../domain/order';
import type { FormMessage, OrderKind, OrderLine, Party, SystemStatus } from '../domain/order.events';
import { SealedAnswers, type ShownAnswers } from '../steps/sealed-answers';

export type StatusInfo = {
  systemStatus: SystemStatus;
  modifiedOn: string;
  modifiedBy: string;
  note: string | null;
  reasonCode: string | null;
};

/** An order as the doors show it (spec 05, step 5): the fields in this order. */
export type OrderBody = {
  id: string;
  orderNumber: string;
  kind: OrderKind;
  createdOn: string;
  createdBy: string;
  customer: Party;
  supplier: Party;
  vendor: Party;
  productId: string;
  applicationCode: string;
  vendorCode: string;
  edition: string;
  orderLines: readonly OrderLine[];
  subscriptionId: string;
  licenceId: string;
  licenceCode: string;
  configuration: ShownAnswers;
  isTesting: boolean;
  isNonStandard: boolean;
  currentStatusInfo: StatusInfo | null;
  overdue: boolean;
  dueOn: string | null;
  /** What the vendor had to say of the form (spec 20, `validationUrl`); absent when nothing. */
  formMessages?: readonly FormMessage[];
  revision: number;
};

/** Makes bodies of orders; personal answers are opened, or `null` once their key is gone. */
@Injectable()
export class OrderBodies {
  constructor(private readonly answers: SealedAnswers) {}

  async of(order: KnownOrder, revision: number): Promise<OrderBody> {
    const { customer, subscriptionId } = order;
    const configuration = await this.answers.open({ customerTenantId: customer.tenantId, subscriptionId }, order.configuration);
    return {
      id: order.orderId,
      orderNumber: order.orderNumber,
      kind: order.kind,
      createdOn: order.createdOn,
      createdBy: order.createdBy,
      customer,
      supplier: order.supplier,
      vendor: order.vendor,
      productId: order.productId,
      applicationCode: order.applicationCode,
      vendorCode: order.vendor.tenantId,
      edition: order.edition,
      orderLines: order.orderLines,
      subscriptionId,
      licenceId: subscriptionId,
      licenceCode: order.licenceCode,
      configuration,
      isTesting: order.isTesting,
      isNonStandard: order.isNonStandard,
      currentStatusInfo: statusInfoOf(order),
      overdue: order.overdue,
      dueOn: dueOf(order)?.dueOn ?? null,
      ...(order.formMessages === undefined ? {} : { formMessages: order.formMessages }),
      revision,
    };
  }
}

const statusInfoOf = ({ given }: KnownOrder): StatusInfo | null => {
  if (given === null) return null;
  const { systemStatus, modifiedOn, modifiedBy, note, reasonCode } = given;
  return { systemStatus, modifiedOn, modifiedBy, note, reasonCode };
};
