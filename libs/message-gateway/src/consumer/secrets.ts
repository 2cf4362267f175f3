import type { Vault } from '@causeway/platform';
import type { Secrets } from '../webhook/webhook-channel';
import { consumerKey, type RegisteredConsumer } from './domain/consumer';

/** What a consumer's sealed secrets are bound to: another consumer's cannot be put in their place. */
export const sealContext = (owner: string, consumerCode: string): string => `consumer:${consumerKey(owner, consumerCode)}`;

/** For the channel that signs with them; nowhere else. */
export const openSecrets =
  (vault: Pick<Vault, 'open'>) =>
  ({ owner, consumerCode, signingSecret, formerSecret, securityCode }: RegisteredConsumer): Secrets => {
    const open = (sealed: string) => vault.open(sealed, sealContext(owner, consumerCode));
    return {
      signing: [
        ...(signingSecret === null ? [] : [{ secret: open(signingSecret), until: null }]),
        ...(formerSecret === null ? [] : [{ secret: open(formerSecret.signingSecret), until: formerSecret.until }]),
      ],
      securityCode: securityCode === null ? null : open(securityCode),
    };
  };
