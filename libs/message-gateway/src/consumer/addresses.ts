import type { AddressGuard } from '../address/address-guard';
import type { Route } from './domain/consumer.events';

/** 422 `address.refused` for what may never be called. */
export const checkAddresses = (
  guard: AddressGuard,
  { webhookUrl, routes }: { webhookUrl?: string | null; routes?: readonly Route[] },
): void => {
  if (webhookUrl) guard.check(webhookUrl, '/webhookUrl');
  for (const [i, route] of (routes ?? []).entries()) guard.check(route.webhookUrl, `/routes/${i}/webhookUrl`);
};
