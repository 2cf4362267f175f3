export { secret } from '../../../../tenancy/src/domain/secret';
