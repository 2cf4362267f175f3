import { createHmac, hash, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import type { JwtAlgorithm } from '../consumer/domain/consumer.events';

export type DeliveryKey = Readonly<{ kid: string; privateKey: KeyObject }>;

/** In the thread pool: a millisecond of RSA would hold up all other consumers. */
const signAside = promisify(sign) as (algorithm: string, data: Buffer, key: object) => Promise<Buffer>;

const SECRET = 'whsec_';
const LIFETIME = 300;

/** A secret of Standard Webhooks, from 256 bits as base64url. */
export const signingSecretOf = (secret: string): string => `${SECRET}${Buffer.from(secret, 'base64url').toString('base64')}`;

/** The bytes to sign with. */
export const secretBytes = (signingSecret: string): Buffer => Buffer.from(signingSecret.slice(SECRET.length), 'base64');

/** Standard Webhooks `v1`: one signature for each live secret, the newest first. */
export const webhookSignature = (secrets: readonly Buffer[], messageId: string, timestamp: number, body: string): string =>
  secrets
    .map((secret) => `v1,${createHmac('sha256', secret).update(`${messageId}.${timestamp}.`).update(body).digest('base64')}`)
    .join(' ');

/** Hex. */
export const sha256Of = (body: string): string => hash('sha256', body, 'hex');

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Makes delivery tokens of one consumer: what does not change from message to message is made once. */
export const deliveryTokens = (key: DeliveryKey, algorithm: JwtAlgorithm, issuer: string, audience: string) => {
  const header = base64url({ alg: algorithm, typ: 'delivery+jwt', kid: key.kid });
  const options = algorithm === 'ES256' ? { key: key.privateKey, dsaEncoding: 'ieee-p1363' as const } : { key: key.privateKey };
  return async (messageId: string, sha256: string, now: number): Promise<string> => {
    const signed = `${header}.${base64url({ iss: issuer, aud: audience, jti: messageId, iat: now, exp: now + LIFETIME, sha256 })}`;
    const data = Buffer.from(signed);
    const signature = algorithm === 'ES256' ? sign('sha256', data, options) : await signAside('sha256', data, options);
    return `${signed}.${signature.toString('base64url')}`;
  };
};
