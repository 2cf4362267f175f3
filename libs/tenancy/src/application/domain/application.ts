import { conflict, type Decision, forbidden, type History, sharedStreamOf, unknown } from '@causeway/event-sourcing/model';
import type { ApplicationEvent, ApplicationKind, ApplicationRegistered } from './application.events';

/** Global and unique; the dot keeps it apart from every tenant id (spec 10, *Words*). */
export const APPLICATION_CODE = /^[a-z0-9][a-z0-9-]{0,30}(\.[a-z0-9][a-z0-9-]{0,30}){1,3}$/;

export type KnownApplication = ApplicationRegistered['data'] & Readonly<{ status: 'registered'; createdOn: string; createdBy: string }>;
export type SomeApplication = Readonly<{ status: 'absent' }> | KnownApplication;

export const application: History<SomeApplication, ApplicationEvent> = {
  category: 'application',
  version: 1,
  initial: { status: 'absent' },
  evolve: (_, { data, occurredOn, meta }) => ({ ...data, status: 'registered', createdOn: occurredOn, createdBy: meta.actor }),
};

/** Named by its code alone, so that the stream itself is the guard of the code. */
export const applicationStream = (code: string) => sharedStreamOf(application, APPLICATION_CODE.test(code) ? code : '');

/** Only the marketplace builds on itself; everybody else's application is a partner's. */
export const mayRegister = (kind: ApplicationKind, vendor: Readonly<{ isOperator: boolean; roles: readonly string[] }>): void => {
  if (kind === 'native' && !vendor.isOperator)
    throw forbidden('token.operator-only', 'Applications built on the platform are registered by the operator of the marketplace.');
  if (kind !== 'native' && !vendor.roles.includes('partner'))
    throw forbidden('tenant.not-partner', 'Applications belong to tenants that are partners.');
};

export const register =
  (request: ApplicationRegistered['data']): Decision<SomeApplication, ApplicationEvent> =>
  (state) => {
    if (state.status === 'registered') throw conflict('application.duplicate-code', 'This applicationCode is already taken.');
    return [{ type: 'ApplicationRegistered', data: request }];
  };

/** The application, for its vendor and the operator; unknown to anybody else. */
export const seenBy =
  (asking: Readonly<{ isOperator: boolean; tid: string | null }>) =>
  (state: SomeApplication): KnownApplication => {
    if (state.status === 'absent' || !(asking.isOperator || asking.tid?.toLowerCase() === state.vendorTenantId.toLowerCase()))
      throw unknown('application.unknown', 'There is no such application.');
    return state;
  };
