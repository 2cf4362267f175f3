import type { HostErrorCode, HostResult } from './host-line.events';

const CODES: ReadonlySet<string> = new Set<HostErrorCode>([
  'USER_ALREADY_EXISTS',
  'USER_NOT_FOUND',
  'ACCOUNT_NOT_FOUND',
  'MAX_USERS_REACHED',
  'UNAUTHORIZED',
  'OPERATION_CANCELLED',
  'CONFIGURATION_ERROR',
  'INVALID_RESPONSE',
  'PENDING',
  'FORBIDDEN',
  'BINDING_NOT_FOUND',
  'TRANSPORT_ERROR',
  'UNKNOWN_ERROR',
  'NOT_FOUND',
  'INVALID_OPERATION',
]);
const MOST_TEXT = 2000;
const MOST_NAME = 200;

export const ERROR_CODES: readonly string[] = [...CODES];

/** What `{success, accountIdentifier, errorCode, message}` says; null when it does not say it. */
export const resultOf = (body: unknown): HostResult | null => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null;
  const { success: said, accountIdentifier, errorCode, message } = body as Record<string, unknown>;
  const success = truth(said);
  const [account, note] = [textOf(accountIdentifier, MOST_NAME), textOf(message, MOST_TEXT)];
  if (success === null || account === undefined || note === undefined) return null;
  if (errorCode !== undefined && errorCode !== null && typeof errorCode !== 'string') return null;
  const code = errorCode && CODES.has(errorCode) ? (errorCode as HostErrorCode) : 'UNKNOWN_ERROR';
  return { success, accountIdentifier: account, errorCode: success ? null : code, message: note };
};

const truth = (said: unknown): boolean | null => {
  const word = typeof said === 'string' ? said.trim().toLowerCase() : said;
  if (word === true || word === 'true') return true;
  return word === false || word === 'false' ? false : null;
};

/** Numbers name accounts too. Null for nothing; undefined for what is no text, or too long. */
const textOf = (value: unknown, most: number): string | null | undefined => {
  if (value === undefined || value === null || value === '') return null;
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text.length <= most ? text : undefined;
};

const ELEMENT = /<(?:\w+:)?(success|accountIdentifier|errorCode|message)(?:\s[^<>]*)?>([^<]*)<\/(?:\w+:)?\1\s*>/g;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The same as XML. Four flat elements are all that is read: no document type, no entities of its own. */
export const resultOfXml = (xml: string): HostResult | null => {
  if (/<!DOCTYPE|<!ENTITY/i.test(xml) || !/^\s*(<\?xml[^>]*\?>\s*)?<(?:\w+:)?result[\s>]/.test(xml)) return null;
  const said: Record<string, string> = {};
  for (const [, name, text] of xml.matchAll(ELEMENT)) said[name!] ??= unescaped(text!.trim());
  return resultOf(said);
};

const unescaped = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
