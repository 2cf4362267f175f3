import type { Vault } from '@causeway/platform';

/** A person as a product host is told of one. */
export type HostUser = Readonly<{
  userId: string;
  email?: string;
  givenName?: string;
  familyName?: string;
  language?: string;
  attributes?: Readonly<Record<string, string>>;
}>;

/** Persons are facts only under their own key (spec 70): who is forgotten is forgotten here too. */
export const sealedUser = (vault: Vault, user: HostUser, eventId: string): Promise<string> =>
  vault.sealFor(`user:${user.userId}`, JSON.stringify(user), `host-event:${eventId}`);

export const openedUser = async (vault: Vault, userId: string, sealed: string, eventId: string): Promise<HostUser> => {
  const opened = await vault.openFor(`user:${userId}`, sealed, `host-event:${eventId}`);
  return opened === null ? { userId } : (JSON.parse(opened) as HostUser);
};
