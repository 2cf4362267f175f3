import { Reactions, Subjects, Views } from '@causeway/event-sourcing';
import { Admission } from '@causeway/platform';
import { Global, Module } from '@nestjs/common';
import { ApplicationsHttp } from './application/doors/applications.http';
import { applicationList, ListApplicationsHandler } from './application/read/application-list';
import { FoldedApplications } from './application/read/folded-applications';
import { GetApplicationHandler } from './application/read/one-application';
import { RegisterApplicationHandler } from './application/write/register-application';
import { Applications, Companies } from './published';
import { ApplicationAccountsHttp } from './service-account/doors/application-accounts.http';
import { ServiceAccountsHttp } from './service-account/doors/service-accounts.http';
import { TenantAccountsHttp } from './service-account/doors/tenant-accounts.http';
import { ListServiceAccountsHandler, serviceAccountList } from './service-account/read/account-list';
import { GetServiceAccountHandler } from './service-account/read/one-account';
import { TenancyAdmission } from './service-account/read/tenancy-admission';
import { AddSecretHandler } from './service-account/write/add-secret';
import { EnsureOperatorAccountHandler } from './service-account/write/ensure-operator-account';
import { OpenApplicationAccountHandler } from './service-account/write/open-application-account';
import { OpenTenantAccountHandler } from './service-account/write/open-tenant-account';
import { RevokeAccountHandler } from './service-account/write/revoke-account';
import { TenantTemplatesHttp } from './tenant/doors/tenant-templates.http';
import { TenantsHttp } from './tenant/doors/tenants.http';
import { whenCompanyCodeClaimedThenOpenTenant } from './tenant/react/when-company-code-claimed-then-open-tenant';
import { whenTenantClosedThenFreeCompanyCode } from './tenant/react/when-tenant-closed-then-free-company-code';
import { FoldedCompanies } from './tenant/read/folded-companies';
import { GetTenantHandler } from './tenant/read/one-tenant';
import { ListTenantsHandler, tenantList } from './tenant/read/tenant-list';
import { tenantSubject } from './tenant/read/tenant-subject';
import { ListTenantTemplatesHandler, tenantTemplateList } from './tenant/read/tenant-template-list';
import { ChangeTenantHandler } from './tenant/write/change-tenant';
import { FreeCompanyCodeHandler } from './tenant/write/free-company-code';
import { MakeTenantTemplateHandler } from './tenant/write/make-tenant-template';
import { OnboardTenantHandler, OpenClaimedTenantHandler } from './tenant/write/onboard-tenant';
import { SetTenantStandingHandler } from './tenant/write/set-tenant-standing';

const writes = [
  ...[OnboardTenantHandler, OpenClaimedTenantHandler, ChangeTenantHandler, SetTenantStandingHandler, FreeCompanyCodeHandler],
  ...[MakeTenantTemplateHandler, RegisterApplicationHandler, EnsureOperatorAccountHandler],
  ...[OpenTenantAccountHandler, OpenApplicationAccountHandler, AddSecretHandler, RevokeAccountHandler],
];
const reads = [
  ...[GetTenantHandler, ListTenantsHandler, ListTenantTemplatesHandler],
  ...[GetApplicationHandler, ListApplicationsHandler, GetServiceAccountHandler, ListServiceAccountsHandler],
];
const published = [
  { provide: Companies, useClass: FoldedCompanies },
  { provide: Applications, useClass: FoldedApplications },
  { provide: Admission, useClass: TenancyAdmission },
];

/**
 * Who is here, and who may act for whom (spec 10). Global, for what it provides is asked everywhere: `Admission` by the
 * platform, `Companies` and `Applications` by the other contexts.
 */
@Global()
@Module({
  controllers: [TenantsHttp, TenantTemplatesHttp, TenantAccountsHttp, ApplicationsHttp, ApplicationAccountsHttp, ServiceAccountsHttp],
  providers: [...writes, ...reads, ...published],
  exports: [Companies, Applications, Admission],
})
export class TenancyModule {
  constructor(views: Views, reactions: Reactions, subjects: Subjects) {
    views.add(tenantList, tenantTemplateList, applicationList, serviceAccountList);
    reactions.policies(whenCompanyCodeClaimedThenOpenTenant, whenTenantClosedThenFreeCompanyCode);
    subjects.add(tenantSubject);
  }
}
