import { RevisionConflict } from '../event-store';
import { ids, proposed, type Subject, several } from './event-store.contract-kit';

export const repeatingContract = (subject: Subject): void => {
  describe('repeating an append', () => {
    it('answers the beginning of a stream again and writes nothing', async () => {
      const stream = subject.stream();
      const event = proposed();
      const receipt = await subject.store.append(stream, 'none', [event]);
      expect(await subject.store.append(stream, 'none', [event])).toEqual(receipt);
      expect(await subject.store.read(stream)).toHaveLength(1);
    });
    it('answers a later append again', async () => {
      const stream = subject.stream();
      await subject.given(stream, ...several(3));
      const event = proposed();
      const receipt = await subject.store.append(stream, 2, [event]);
      expect(await subject.store.append(stream, 2, [event])).toEqual(receipt);
      expect(await subject.store.read(stream)).toHaveLength(4);
    });
    it('answers an append of several again', async () => {
      const stream = subject.stream();
      const events = several(4);
      const receipt = await subject.store.append(stream, 'none', events);
      expect(await subject.store.append(stream, 'none', events)).toEqual(receipt);
      expect(ids(await subject.store.read(stream))).toEqual(ids(events));
    });
    it('gives the first receipt though the stream has gone on', async () => {
      const stream = subject.stream();
      const events = several(2);
      const receipt = await subject.store.append(stream, 'none', events);
      await subject.given(stream, ...several(3));
      expect(await subject.store.append(stream, 'none', events)).toEqual(receipt);
      expect(await subject.store.read(stream)).toHaveLength(5);
    });
    it('knows the append after a restart', async () => {
      const stream = subject.stream();
      const [first, second] = [several(2), several(3)];
      const one = await subject.store.append(stream, 'none', first);
      const two = await subject.store.append(stream, 1, second);
      const again = await subject.reopened();
      expect(await again.append(stream, 1, second)).toEqual(two);
      expect(await again.append(stream, 'none', first)).toEqual(one);
      expect(await again.read(stream)).toHaveLength(5);
    });
    it('goes by the ids: what was written first stands', async () => {
      const stream = subject.stream();
      const event = proposed({ version: 'first' });
      const receipt = await subject.store.append(stream, 'none', [event]);
      expect(await subject.store.append(stream, 'none', [{ ...event, data: { version: 'second' } }])).toEqual(receipt);
      expect((await subject.store.read(stream)).map(({ data }) => data)).toEqual([{ version: 'first' }]);
    });
    it('has one effect when it is made five times at once', async () => {
      const stream = subject.stream();
      const events = several(2);
      const receipts = await Promise.all(Array.from({ length: 5 }, () => subject.store.append(stream, 'none', events)));
      expect(new Set(receipts.map(({ revision, position }) => `${revision} ${position}`)).size).toBe(1);
      expect(await subject.store.read(stream)).toHaveLength(2);
    });
    it('takes the same id in another stream for another fact', async () => {
      const event = proposed();
      const [one, other] = [subject.stream(), subject.stream()];
      await subject.store.append(one, 'none', [event]);
      expect((await subject.store.append(other, 'none', [event])).revision).toBe(0);
      expect(ids(await subject.store.read(other))).toEqual([event.id]);
    });

    const refused = (name: string, again: (first: ReturnType<typeof several>) => { expected: number | 'none'; ids: readonly string[] }) =>
      it(`is a conflict when ${name}`, async () => {
        const stream = subject.stream();
        const events = several(3);
        await subject.store.append(stream, 'none', events);
        const attempt = again(events);
        const proposals = attempt.ids.map((id) => proposed({}, { id }));
        await expect(subject.store.append(stream, attempt.expected, proposals)).rejects.toThrow(RevisionConflict);
        expect(ids(await subject.store.read(stream))).toEqual(ids(events));
      });
    const fresh = () => proposed().id;
    refused('it is the end of a former one', ([, b, c]) => ({ expected: 'none', ids: [b!.id, c!.id] }));
    refused('it is the middle of a former one', ([, b]) => ({ expected: 'none', ids: [b!.id] }));
    refused('old ids come before new ones', ([a, b]) => ({ expected: 'none', ids: [a!.id, b!.id, fresh()] }));
    refused('new ids come before old ones', ([, b, c]) => ({ expected: 'none', ids: [fresh(), b!.id, c!.id] }));
    refused('it is longer than the former one', (events) => ({ expected: 'none', ids: [...ids(events), fresh()] }));
    refused('the ids are in another order', ([a, b, c]) => ({ expected: 'none', ids: [b!.id, a!.id, c!.id] }));
    refused('it is made at another revision', (events) => ({ expected: 0, ids: ids(events) }));
  });
};
