import type { Event, Json } from '@causeway/event-sourcing/model';
import type { Money } from '@causeway/platform/domain';
import type { Period } from '../../order/domain/order.events';

/** A meter is billing's word (spec 40); here it is only kept. */
export type Meter = { meterCode: string; unit: string; aggregation: string; [more: string]: Json };

export type Pricing =
  | { model: 'free' }
  | { model: 'flat'; price: Money; period: Period }
  | { model: 'per-unit'; unit: string; price: Money; period: Period }
  | { model: 'pay-as-you-go'; meters: readonly Meter[] };

export type Edition = { code: string; name: string; pricing: Pricing; onSale: boolean };
export type Addon = { code: string; name: string; pricing: Pricing };

export type FieldType = 'text' | 'email' | 'number' | 'boolean' | 'select' | 'domain' | 'country' | 'phone';
export type FormField = {
  name: string;
  label: string;
  type: FieldType;
  required: boolean;
  options?: readonly string[];
  pattern?: string;
  personal?: boolean;
};

/** What a vendor says of a product; everything that can be changed while nobody bought it, and for those who buy it later. */
export type ProductContent = {
  code: string | null;
  name: string;
  description: string | null;
  applicationCode: string;
  fulfilment: 'agent' | 'events';
  multipleSubscriptionsEnabled: boolean;
  trialDays: number;
  onTrialEnd: 'convert' | 'expire';
  trialGraceDays: number;
  suspensionGraceDays: number;
  acknowledgeWithinHours: number;
  fulfilWithinHours: number;
  billedBy: 'marketplace' | 'application' | 'vendor';
  editions: readonly Edition[];
  addons: readonly Addon[];
  purchaseForm: readonly FormField[];
};

type Named = { productId: string; vendorTenantId: string };

export type ProductDrafted = Event<'ProductDrafted', Named & ProductContent>;
/** The whole new content; `formerCode` is the product code that became free by it. */
export type ProductRevised = Event<'ProductRevised', Named & ProductContent & { formerCode: string | null }>;
export type ProductPublished = Event<'ProductPublished', Named>;
export type ProductWithdrawn = Event<'ProductWithdrawn', Named>;

/** Orders released from now on are fulfilled through this integration. */
export type ProductIntegrationLinked = Event<'ProductIntegrationLinked', Named & { integrationId: string }>;
export type ProductIntegrationUnlinked = Event<'ProductIntegrationUnlinked', Named & { integrationId: string }>;

export type ProductEvent =
  | ProductDrafted
  | ProductRevised
  | ProductPublished
  | ProductWithdrawn
  | ProductIntegrationLinked
  | ProductIntegrationUnlinked;

/** A vendor's product code is taken; with the product it was taken for, where that is still to be drafted. */
export type ProductCodeTaken = Event<'ProductCodeTaken', Named & { code: string; draft: ProductContent | null }>;
export type ProductCodeFreed = Event<'ProductCodeFreed', Named & { code: string }>;

export type ProductCodeEvent = ProductCodeTaken | ProductCodeFreed;
