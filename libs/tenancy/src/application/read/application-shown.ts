import type { KnownApplication } from '../domain/application';
import type { ApplicationKind } from '../domain/application.events';

export type ApplicationShown = Readonly<{
  applicationCode: string;
  name: string;
  kind: ApplicationKind;
  vendorTenantId: string;
  createdOn: string;
  createdBy: string;
  revision: number;
}>;

/** In the order of spec 05, step 3. */
export const showApplication = (application: Omit<KnownApplication, 'status'>, revision: number): ApplicationShown => {
  const { applicationCode, name, kind, vendorTenantId, createdOn, createdBy } = application;
  return { applicationCode, name, kind, vendorTenantId, createdOn, createdBy, revision };
};
