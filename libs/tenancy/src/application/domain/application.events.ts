import type { Event } from '@causeway/event-sourcing/model';

export type ApplicationKind = 'cloud' | 'on-premise' | 'native';

export type ApplicationRegistered = Event<
  'ApplicationRegistered',
  { applicationCode: string; name: string; kind: ApplicationKind; vendorTenantId: string }
>;

export type ApplicationEvent = ApplicationRegistered;
