import type { FormField } from '../../product/domain/product.events';
import type { EventFormat, IntegrationContent, OutboundCredentials, SignOn } from '../domain/integration.events';

export type CredentialsWish = Readonly<{
  type: OutboundCredentials['type'];
  clientId: string;
  clientSecret?: string | null;
  tokenUri?: string | null;
  grantType?: string | null;
}>;
export type FieldWish = Readonly<
  Pick<FormField, 'name' | 'label' | 'type'> & {
    [K in 'required' | 'options' | 'pattern' | 'personal']?: FormField[K] | null;
  }
>;

/** An integration as the door takes it: absent stays, null is nothing. */
export type IntegrationWish = Readonly<
  { [K in Exclude<keyof IntegrationContent, 'outboundCredentials' | 'orderFormFields'>]?: IntegrationContent[K] | null } & {
    outboundCredentials?: CredentialsWish | null;
    orderFormFields?: readonly FieldWish[] | null;
  }
>;
export type SignOnWish = Readonly<{ [name: string]: unknown }>;

const EMPTY: IntegrationContent = {
  name: '',
  createUrl: null,
  createUrlInteractive: false,
  upgradeUrl: null,
  upgradeUrlInteractive: false,
  cancelUrl: null,
  cancelUrlInteractive: false,
  notifyUrl: null,
  eventStatusUrl: null,
  assignUrl: null,
  unassignUrl: null,
  userUpdatedUrl: null,
  addonNotificationUrl: null,
  validationUrl: null,
  outboundCredentials: null,
  multipleSubscriptionsEnabled: false,
  notificationEmail: null,
  preSubmitValidationRequired: false,
  orderFormFields: [],
  defaultFormat: 'JSON' satisfies EventFormat,
};

/** The whole content after a wish. A secret that is not said again stays, as long as it is the same client's. */
export const contentAfter = (
  wish: IntegrationWish,
  former: IntegrationContent | null,
  seal: (secret: string) => string,
): IntegrationContent => {
  const before = former ?? EMPTY;
  const content: Record<string, unknown> = { ...before };
  for (const name of Object.keys(EMPTY) as (keyof IntegrationContent)[]) {
    if (wish[name] === undefined) continue;
    if (name === 'outboundCredentials') content[name] = wish[name] === null ? null : credentials(wish[name], before[name], seal);
    else if (name === 'orderFormFields') content[name] = (wish[name] ?? []).map(field);
    else content[name] = wish[name] ?? EMPTY[name];
  }
  return content as IntegrationContent;
};

const credentials = (
  { type, clientId, clientSecret, tokenUri, grantType }: CredentialsWish,
  former: OutboundCredentials | null,
  seal: (secret: string) => string,
): OutboundCredentials => {
  const kept = former?.clientId === clientId ? former.sealedSecret : '';
  const sealedSecret = clientSecret === undefined || clientSecret === null ? kept : seal(clientSecret);
  return { type, clientId, sealedSecret, tokenUri: tokenUri ?? null, grantType: grantType ?? null };
};

const field = ({ name, label, type, required, options, pattern, personal }: FieldWish): FormField => ({
  name,
  label,
  type,
  required: required ?? false,
  ...(options === undefined || options === null ? {} : { options: [...options] }),
  ...(pattern === undefined || pattern === null ? {} : { pattern }),
  ...(personal === undefined || personal === null ? {} : { personal }),
});

const SIGN_ON = {
  OPEN_ID_CONNECT: {
    clientCreationMethod: 'PER_SUBSCRIPTION',
    grantTypes: ['AUTHORIZATION_CODE'],
    redirectUrls: [],
    allowOidcScope: true,
    allowUserScopes: true,
    allowRoleScopes: true,
    initiateLoginUrl: null,
    logoutUrl: null,
  },
  SAML: {
    serviceProviderEntityId: '',
    assertionConsumerServiceUrl: '',
    nameId: null,
    nameIdFormat: null,
    relayState: null,
    assertionAttributes: [],
    notBeforeMinutes: null,
    notAfterMinutes: null,
  },
  BOOKMARK: { landingUrl: '' },
} as const satisfies Record<SignOn['kind'], object>;

/** The whole sign-on configuration after a wish: what is absent stays as it was formerly, or is what it usually is. */
export const signOnAfter = (kind: SignOn['kind'], wish: SignOnWish, former: SignOn | null): SignOn => {
  const signOn: Record<string, unknown> = { ...SIGN_ON[kind], ...former, kind };
  for (const [name, usual] of Object.entries(SIGN_ON[kind])) if (wish[name] !== undefined) signOn[name] = wish[name] ?? usual;
  return signOn as SignOn;
};
