export { EnsureOperatorAccount, type OperatorAccount, type OperatorWish } from './service-account/write/ensure-operator-account';
export { TenancyModule } from './tenancy.module';
