/** A key of an owner's own, sealed under the installation's key. `id` tells it from the one that the owner had before it was erased. */
export type PersonalKey = Readonly<{ id: string; sealed: string }>;

/** Where owners' keys are kept: outside the log, so that one can be forgotten. */
export abstract class PersonalKeys {
  abstract find(owner: string): Promise<PersonalKey | null>;
  /** Keeps the key unless the owner has one by now; gives the one that is kept. */
  abstract keep(owner: string, key: PersonalKey, at: string): Promise<PersonalKey>;
  /** True when there was one. From then on it is nowhere on disk. */
  abstract erase(owner: string): Promise<boolean>;
  /** Erases the keys of owners with this prefix that were made before a time. */
  abstract eraseOlder(prefix: string, before: string): Promise<readonly string[]>;
  /** What shows that the master key is the one of the first start; kept once. */
  abstract check(proposed: string): Promise<string>;
  abstract close(): Promise<void>;
}
