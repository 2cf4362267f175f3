import type { SigningKeyMade } from './keyring.events';

export const made: SigningKeyMade = {
  type: 'SigningKeyMade',
  data: {
    kid: 'k3yThumbpr1ntAAA',
    use: 'delivery',
    algorithm: 'ES256',
    publicKey: { kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA' },
    sealedPrivateKey: 'v1.AAAA',
  },
};
