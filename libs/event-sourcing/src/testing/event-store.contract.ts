import type { EventStore } from '../event-store';
import { appendingContract } from './event-store.contract-appending';
import { keepingContract } from './event-store.contract-keeping';
import { type Opened, Subject } from './event-store.contract-kit';
import { readingContract } from './event-store.contract-reading';
import { repeatingContract } from './event-store.contract-repeating';
import { subscribingContract } from './event-store.contract-subscribing';
import { modelContract } from './event-store.model';

/**
 * The port's promises as cases; every store passes all of them. The log may already hold what earlier cases wrote:
 * each case writes to categories of its own. `open` is called once per case; `reopen` closes what it opened and opens
 * the same log again, and a store without it is only asked again.
 */
export const eventStoreContract = (
  name: string,
  open: () => Promise<{ store: EventStore; reopen?: () => Promise<EventStore>; close(): Promise<void> }>,
): void => {
  describe(`${name} keeps the promises of the event store`, () => {
    let opened: Opened | undefined;
    const subject = new Subject(() => opened!);
    beforeEach(async () => {
      opened = await open();
      subject.begin();
    });
    afterEach(async () => {
      await subject.end();
      await opened?.close();
      opened = undefined;
    });

    appendingContract(subject);
    repeatingContract(subject);
    keepingContract(subject);
    readingContract(subject);
    subscribingContract(subject);
    modelContract(subject);
  });
};
