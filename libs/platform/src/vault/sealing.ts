import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

const NONCE = 12;
const TAG = 16;

/** AES-256-GCM; base64url of nonce, tag and text. The context is bound in and not kept. */
export const encrypt = (key: Buffer, plain: string, context: string): string => {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url');
};

/** Throws when the key or the context is another one, or the text was changed. */
export const decrypt = (key: Buffer, sealed: string, context: string): string => {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE), { authTagLength: TAG })
    .setAAD(Buffer.from(context))
    .setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]).toString('utf8');
};

export const derive = (master: Buffer, purpose: string): Buffer => Buffer.from(hkdfSync('sha256', master, 'causeway', purpose, 32));

export const keyedHash = (key: Buffer, secret: string): string => createHmac('sha256', key).update(secret).digest('base64url');

/** In a time that does not tell where they differ. */
export const sameText = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
};
