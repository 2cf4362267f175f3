import { forbidden } from '@causeway/event-sourcing/model';
import { Injectable } from '@nestjs/common';
import { Admission, Unauthenticated } from '../admission';
import { Caller } from '../doors/caller';
import type { Admittance } from '../doors/scope';
import { AccessTokens } from './access-tokens';

const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*) *$/i;
const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Who is asking, and whether this route is for them: 401 before 403 (spec 00, *Errors*). */
@Injectable()
export class Authenticator {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly admission: Admission,
  ) {}

  async admit(authorization: string | undefined, method: string, admittance: Admittance): Promise<Caller> {
    const verified = this.tokens.verify(bearerOf(authorization));
    const caller = verified instanceof Caller ? verified : await verified;
    await this.admission.admit(caller, !READING.has(method));
    // An inbound client opens what names its scope, and nothing that is open to any token.
    if ('anyToken' in admittance && caller.account.kind === 'integration')
      throw forbidden('token.scope-missing', 'The token of an inbound client opens the events of its integration, and nothing else.');
    if ('scopes' in admittance && !admittance.scopes.some((scope) => caller.scopes.has(scope)))
      throw forbidden('token.scope-missing', `This route takes tokens with the scope ${admittance.scopes.join(' or ')}.`);
    return caller;
  }

  /** For other doors than HTTP: the caller of a bearer token, admitted. */
  async caller(authorization: string | undefined, writes: boolean): Promise<Caller> {
    return this.admit(authorization, writes ? 'POST' : 'GET', { anyToken: true });
  }
}

const bearerOf = (authorization: string | undefined): string => {
  if (authorization === undefined) throw new Unauthenticated('token.missing', 'This route takes an access token: Authorization: Bearer …');
  const token = BEARER.exec(authorization)?.[1];
  if (token === undefined) throw new Unauthenticated('token.invalid', 'The header Authorization does not hold a bearer token.');
  return token;
};
