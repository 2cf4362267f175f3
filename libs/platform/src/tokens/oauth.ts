/** A refusal of the token endpoint, in the words of RFC 6749, 5.2 (and RFC 8707 for `invalid_target`). */
export class OAuthRefusal extends Error {
  constructor(
    readonly error: 'invalid_request' | 'invalid_client' | 'invalid_target' | 'invalid_scope' | 'unsupported_grant_type',
    description: string,
  ) {
    super(description);
    this.name = 'OAuthRefusal';
  }

  get status(): 400 | 401 {
    return this.error === 'invalid_client' ? 401 : 400;
  }
}

export type BasicCredentials = Readonly<{ clientId: string; secret: string }>;

/** HTTP Basic with both parts form-decoded (RFC 6749, 2.3.1). */
export const basicOf = (authorization: string | undefined): BasicCredentials => {
  const encoded = /^Basic +([A-Za-z0-9+/_-]+={0,2}) *$/i.exec(authorization ?? '')?.[1];
  const [, clientId, secret] = /^([^:]+):(.*)$/s.exec(encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  if (clientId === undefined || secret === undefined)
    throw new OAuthRefusal('invalid_client', 'HTTP Basic with the client id and its secret is asked for.');
  try {
    return { clientId: formDecoded(clientId), secret: formDecoded(secret) };
  } catch {
    throw new OAuthRefusal('invalid_client', 'The client id and its secret are not form-encoded.');
  }
};

const formDecoded = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));

/** The one value of a parameter; null when it is not there or empty, which RFC 6749 calls the same. */
export const parameter = (form: URLSearchParams, name: string): string | null => {
  const values = form.getAll(name);
  if (values.length > 1) throw new OAuthRefusal('invalid_request', `The parameter ${name} is there more than once.`);
  return values[0] === undefined || values[0] === '' ? null : values[0];
};
