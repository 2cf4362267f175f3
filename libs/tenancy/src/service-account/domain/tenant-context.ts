/** What an application's token carries at most in a customer's tenant (spec 00, *Application accounts*). */
const IN_A_CUSTOMERS_TENANT = ['data', 'usage', 'gateway'];

export const scopesAtCustomer = <S extends string>(scopes: readonly S[]): readonly S[] =>
  scopes.filter((scope) => IN_A_CUSTOMERS_TENANT.includes(scope));
