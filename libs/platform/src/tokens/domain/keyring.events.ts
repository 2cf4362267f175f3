import type { Event } from '@causeway/event-sourcing/model';

/** What a key signs: access tokens, which open our doors, or deliveries, which never do. */
export type KeyUse = 'access' | 'delivery';
export type KeyAlgorithm = 'RS256' | 'ES256';

/** A signing key was made. Its private half is sealed under the master key: who has the data and that key has the keys. */
export type SigningKeyMade = Event<
  'SigningKeyMade',
  { kid: string; use: KeyUse; algorithm: KeyAlgorithm; publicKey: { [name: string]: string }; sealedPrivateKey: string }
>;

export type KeyringEvent = SigningKeyMade;
