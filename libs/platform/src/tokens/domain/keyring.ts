import { type Decision, type History, sharedStreamOf } from '@causeway/event-sourcing/model';
import type { KeyAlgorithm, KeyringEvent, KeyUse, SigningKeyMade } from './keyring.events';

export type KeyringState = Readonly<{ keys: readonly SigningKeyMade['data'][] }>;

export const keyringHistory: History<KeyringState, KeyringEvent> = {
  category: 'keyring',
  version: 1,
  initial: { keys: [] },
  evolve: (state, fact) => {
    switch (fact.type) {
      case 'SigningKeyMade':
        return { keys: [...state.keys, fact.data] };
    }
  },
};

/** The one keyring of this installation. */
export const keyringStream = sharedStreamOf(keyringHistory, 'installation');

/** The newest key of a kind signs; the older ones are still good to verify with. */
export const newest = (state: KeyringState, use: KeyUse, algorithm: KeyAlgorithm): SigningKeyMade['data'] | undefined =>
  state.keys.findLast((key) => key.use === use && key.algorithm === algorithm);

/** Keeps those of the given keys whose kind is not there yet: two processes that start at once end up with the same keys. */
export const keepKeys =
  (made: readonly SigningKeyMade['data'][]): Decision<KeyringState, KeyringEvent> =>
  (state) =>
    made.filter((key) => !newest(state, key.use, key.algorithm)).map((data) => ({ type: 'SigningKeyMade', data }));
