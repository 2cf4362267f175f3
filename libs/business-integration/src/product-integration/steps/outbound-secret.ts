import type { Vault } from '@causeway/platform';

const context = (integrationId: string) => `integration:${integrationId}:outbound`;

/** Seals secrets that an integration calls out with; bound to it, so that they open nowhere else. */
export const sealedFor = (vault: Vault, integrationId: string) => (secret: string) => vault.seal(secret, context(integrationId));

export const openedFor = (vault: Vault, integrationId: string, sealed: string): string => vault.open(sealed, context(integrationId));
