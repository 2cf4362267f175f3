import { invalid } from '@causeway/event-sourcing/model';
import { isPattern } from '../../product/domain/pattern';
import type { FormField } from '../../product/domain/product.events';
import { URLS } from '../domain/integration';
import type { IntegrationContent, SignOn } from '../domain/integration.events';

type Fault = { pointer: string; message: string };
type Accepts = (url: string) => boolean;

const NAME = 200;
const URL_LENGTH = 2000;
const MOST_FIELDS = 100;
const EMAIL = /^[^\s@]{1,64}@[^\s@.]+(\.[^\s@.]+)+$/;
const FIELD_NAME = /^(?!__proto__$|constructor$)[A-Za-z_][A-Za-z0-9_-]{0,99}$/;
const ADDRESS = 'is not an address that may be called';

/** What GraphQL's own types cannot say of an integration; all of it at once. */
export const refuseWrongContent = (content: IntegrationContent, accepts: Accepts): void => {
  const faults: Fault[] = [];
  const fault = (name: string, message: string) => faults.push({ pointer: `/input/${name}`, message });
  if (content.name.trim() === '' || content.name.length > NAME) fault('name', `must be 1 to ${NAME} characters`);
  for (const name of URLS) if (content[name] !== null && !callable(content[name], accepts)) fault(name, ADDRESS);
  if (content.notificationEmail !== null && !EMAIL.test(content.notificationEmail)) fault('notificationEmail', 'must be an e-mail address');
  if (content.preSubmitValidationRequired && content.validationUrl === null) fault('validationUrl', 'is needed for pre-submit validation');
  credentialFaults(content, accepts, fault);
  formFaults(content.orderFormFields, fault);
  if (faults.length > 0) throw invalid(faults);
};

const credentialFaults = (
  { outboundCredentials: given }: IntegrationContent,
  accepts: Accepts,
  fault: (name: string, message: string) => void,
): void => {
  if (given === null) return;
  const at = (name: string) => `outboundCredentials/${name}`;
  if (given.clientId === '' || given.clientId.length > NAME) fault(at('clientId'), `must be 1 to ${NAME} characters`);
  if (given.sealedSecret === '') fault(at('clientSecret'), 'must be given');
  if (given.type === 'OAUTH2' && given.tokenUri === null) fault(at('tokenUri'), 'is needed for OAUTH2');
  if (given.tokenUri !== null && !callable(given.tokenUri, accepts)) fault(at('tokenUri'), ADDRESS);
};

const formFaults = (fields: readonly FormField[], fault: (name: string, message: string) => void): void => {
  if (fields.length > MOST_FIELDS) {
    fault('orderFormFields', `must be at most ${MOST_FIELDS}`);
    return;
  }
  const names = new Set<string>();
  fields.forEach(({ name, label, type, options, pattern }, i) => {
    const at = (what: string) => `orderFormFields/${i}/${what}`;
    if (!FIELD_NAME.test(name)) fault(at('name'), 'must be letters, digits, _ and -, at most 100');
    if (names.has(name)) fault(at('name'), 'is there twice');
    names.add(name);
    if (label.trim() === '' || label.length > NAME) fault(at('label'), `must be 1 to ${NAME} characters`);
    if ((type === 'select') !== (options !== undefined && options.length > 0)) fault(at('options'), 'are for fields of type select');
    if (pattern !== undefined && !isPattern(pattern)) fault(at('pattern'), 'is not a pattern that is understood');
  });
};

/**
 * Addresses that a browser is sent to are the vendor's to choose, as long as no script stands there. Those of OpenID Connect
 * are taken even as the seed prints them (`YOUR_REDIRECT_URLS`); where an assertion or a person goes must be an address.
 */
export const refuseWrongSignOn = (signOn: SignOn): void => {
  const faults: Fault[] = [];
  const check = (name: string, url: string | null, required = false) => {
    if (url === null) return;
    if ((required && url.trim() === '') || url.length > URL_LENGTH || /^\s*(javascript|data|vbscript|file|blob):/i.test(url))
      faults.push({ pointer: `/input/${name}`, message: 'is not an address that people can be sent to' });
  };
  const web = (name: string, url: string) => {
    if (url.length > URL_LENGTH || !/^https?:\/\/[^\s]+$/i.test(url) || !URL.canParse(url))
      faults.push({ pointer: `/input/${name}`, message: 'must be a URL of http or https' });
  };
  const minutes = (name: string, value: number | null) => {
    if (value !== null && value < 0) faults.push({ pointer: `/input/${name}`, message: 'must not be negative' });
  };
  switch (signOn.kind) {
    case 'OPEN_ID_CONNECT':
      signOn.redirectUrls.forEach((url, i) => {
        check(`redirectUrls/${i}`, url, true);
      });
      check('initiateLoginUrl', signOn.initiateLoginUrl);
      check('logoutUrl', signOn.logoutUrl);
      break;
    case 'SAML':
      check('serviceProviderEntityId', signOn.serviceProviderEntityId, true);
      web('assertionConsumerServiceUrl', signOn.assertionConsumerServiceUrl);
      minutes('notBeforeMinutes', signOn.notBeforeMinutes);
      minutes('notAfterMinutes', signOn.notAfterMinutes);
      break;
    case 'BOOKMARK':
      web('landingUrl', signOn.landingUrl);
      break;
  }
  if (faults.length > 0) throw invalid(faults);
};

const callable = (url: string, accepts: Accepts): boolean =>
  url.length <= URL_LENGTH && !/\s/.test(url) && accepts(url.replaceAll('{eventUrl}', 'x'));
