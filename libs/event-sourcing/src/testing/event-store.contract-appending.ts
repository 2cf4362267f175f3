import { AppendTooLarge, MAX_APPEND_BYTES, MAX_EVENT_BYTES, RevisionConflict, StoreUnavailable } from '../event-store';
import { ascending, ids, outcome, proposed, type Subject, several } from './event-store.contract-kit';

const text = (bytes: number) => 'x'.repeat(bytes);

export const appendingContract = (subject: Subject): void => {
  describe('appending', () => {
    it('answers the first append with revision 0 and a place in the log', async () => {
      const receipt = await subject.store.append(subject.stream(), 'none', [proposed()]);
      expect(receipt).toEqual({ revision: 0, position: expect.any(Number) });
      expect(receipt.position).toBeGreaterThan(0);
    });
    it('answers several events with the revision of the last', async () => {
      expect((await subject.store.append(subject.stream(), 'none', several(3))).revision).toBe(2);
    });
    it('goes on at the revision that the writer has seen', async () => {
      const stream = subject.stream();
      const first = await subject.store.append(stream, 'none', several(2));
      expect((await subject.store.append(stream, first.revision, [proposed()])).revision).toBe(2);
    });
    it('numbers a stream 0, 1, 2, … whatever the sizes of the appends', async () => {
      const stream = subject.stream();
      for (const size of [1, 3, 1, 7, 2]) await subject.given(stream, ...several(size));
      expect((await subject.store.read(stream)).map(({ revision }) => revision)).toEqual([...Array(14).keys()]);
    });
    it('gives positions that grow over all streams', async () => {
      const streams = [subject.stream(), subject.stream(), subject.stream()];
      const positions: number[] = [];
      for (const stream of [...streams, ...streams]) positions.push((await subject.given(stream, proposed())).position);
      expect(ascending(positions)).toBe(true);
    });
    it('gives positions that grow within an append, the last of which it answers', async () => {
      const stream = subject.stream();
      const { position } = await subject.store.append(stream, 'none', several(5));
      const positions = (await subject.store.read(stream)).map((fact) => fact.position);
      expect(ascending(positions)).toBe(true);
      expect(positions.at(-1)).toBe(position);
    });
    it('refuses an append of nothing, and nothing comes of it', async () => {
      const stream = subject.stream();
      await expect(subject.store.append(stream, 'none', [])).rejects.toThrow(RangeError);
      expect((await subject.store.append(stream, 'none', [proposed()])).revision).toBe(0);
    });
    it('keeps streams apart', async () => {
      const [one, other] = [subject.stream(), subject.stream()];
      const [a, b] = [proposed(), proposed()];
      await subject.given(one, a);
      await subject.given(other, b);
      expect(ids(await subject.store.read(one))).toEqual([a.id]);
      expect(ids(await subject.store.read(other))).toEqual([b.id]);
    });
    it('takes 500 events in one append', async () => {
      const stream = subject.stream();
      const events = several(500);
      expect((await subject.store.append(stream, 'none', events)).revision).toBe(499);
      expect(ids(await subject.store.read(stream))).toEqual(ids(events));
    });
    it('shows an append as soon as it is answered', async () => {
      const stream = subject.stream();
      for (let n = 0; n < 20; n++) {
        const { revision, position } = await subject.given(stream, proposed({ n }));
        expect((await subject.store.readBackwards(stream, { limit: 1 }))[0]).toMatchObject({ revision, position, data: { n } });
      }
    });
    it('refuses everything once it is closed', async () => {
      const store = subject.store;
      const stream = subject.stream();
      await store.close();
      await expect(store.append(stream, 'none', [proposed()])).rejects.toThrow(StoreUnavailable);
    });
    it('answers a ping', async () => {
      await expect(subject.store.ping()).resolves.toBeUndefined();
    });
  });

  describe('expecting a revision', () => {
    const conflictOf = async (expected: number | 'none', existing: number) => {
      const stream = subject.stream();
      if (existing > 0) await subject.given(stream, ...several(existing));
      const error = await subject.store.append(stream, expected, [proposed()]).catch((reason) => reason);
      expect(error).toBeInstanceOf(RevisionConflict);
      expect(error).toMatchObject({ stream, expected });
      return error.actual;
    };
    it('refuses to begin a stream that has begun', async () => expect(await conflictOf('none', 1)).toBe(0));
    it('refuses to begin a longer stream, and says where it is', async () => expect(await conflictOf('none', 4)).toBe(3));
    it('refuses to go on with a stream that has not begun', async () => expect(await conflictOf(0, 0)).toBe('none'));
    it('refuses a revision that was overtaken', async () => expect(await conflictOf(1, 5)).toBe(4));
    it('refuses the revision just before the last', async () => expect(await conflictOf(3, 5)).toBe(4));
    it('refuses a revision that is not there yet', async () => expect(await conflictOf(7, 3)).toBe(2));
    it('writes nothing of a refused append', async () => {
      const stream = subject.stream();
      await subject.given(stream, proposed());
      await expect(subject.store.append(stream, 'none', several(3))).rejects.toThrow(RevisionConflict);
      expect(await subject.store.read(stream)).toHaveLength(1);
      expect((await subject.store.append(stream, 0, [proposed()])).revision).toBe(1);
    });
    it('refuses one of two and accepts the other in the same moment', async () => {
      const [good, bad] = [subject.stream(), subject.stream()];
      const [accepted, refused] = await Promise.all([
        outcome(subject.store.append(good, 'none', [proposed()])),
        outcome(subject.store.append(bad, 3, [proposed()])),
      ]);
      expect(accepted).toMatchObject({ revision: 0 });
      expect(refused).toEqual({ expected: 3, actual: 'none' });
    });
  });

  describe('many writers at once', () => {
    it('lets one of 16 begin a stream and tells the others so', async () => {
      const stream = subject.stream();
      const all = await Promise.all(Array.from({ length: 16 }, () => outcome(subject.store.append(stream, 'none', [proposed()]))));
      expect(all.filter((one) => 'revision' in one)).toHaveLength(1);
      expect(all.filter((one) => 'actual' in one && one.actual === 0)).toHaveLength(15);
      expect(await subject.store.read(stream)).toHaveLength(1);
    });
    it('lets one of 16 go on with a stream', async () => {
      const stream = subject.stream();
      await subject.given(stream, ...several(3));
      const all = await Promise.all(Array.from({ length: 16 }, () => outcome(subject.store.append(stream, 2, several(2)))));
      expect(all.filter((one) => 'revision' in one)).toEqual([{ revision: 4, position: expect.any(Number) }]);
      expect(await subject.store.read(stream)).toHaveLength(5);
    });
    it('accepts appends to many streams, each at a place of its own', async () => {
      const receipts = await Promise.all(Array.from({ length: 100 }, () => subject.store.append(subject.stream(), 'none', [proposed()])));
      expect(new Set(receipts.map(({ position }) => position)).size).toBe(100);
    });
    it('loses no fact of eight writers that try until they succeed', async () => {
      const stream = subject.stream();
      const write = async () => {
        for (let written = 0; written < 5; ) {
          const last = await subject.store.readBackwards(stream, { limit: 1 });
          if ('revision' in (await outcome(subject.store.append(stream, last[0]?.revision ?? 'none', [proposed()])))) written += 1;
        }
      };
      await Promise.all(Array.from({ length: 8 }, write));
      expect((await subject.store.read(stream)).map(({ revision }) => revision)).toEqual([...Array(40).keys()]);
    });
  });

  describe('sizes', () => {
    it('takes and gives back an event of 500 KiB', async () => {
      const stream = subject.stream();
      const data = { text: text(500 * 1024) };
      await subject.given(stream, proposed(data));
      expect((await subject.store.read(stream))[0]?.data).toEqual(data);
    });
    it('takes an append of nearly 1 MiB', async () => {
      const events = [proposed(text(480 * 1024)), proposed(text(480 * 1024))];
      expect((await subject.given(subject.stream(), ...events)).revision).toBe(1);
    });
    it('refuses an event that is too large', async () => {
      await expect(subject.given(subject.stream(), proposed(text(MAX_EVENT_BYTES)))).rejects.toThrow(AppendTooLarge);
    });
    it('refuses an append that is too large though none of its events is', async () => {
      const events = Array.from({ length: 4 }, () => proposed(text(MAX_APPEND_BYTES / 4)));
      await expect(subject.given(subject.stream(), ...events)).rejects.toThrow(AppendTooLarge);
    });
    it('counts bytes, not characters', async () => {
      await expect(subject.given(subject.stream(), proposed('€'.repeat(180 * 1024)))).rejects.toThrow(AppendTooLarge);
    });
    it('writes nothing of what is too large, and goes on', async () => {
      const stream = subject.stream();
      await expect(subject.given(stream, proposed(), proposed(text(MAX_EVENT_BYTES)))).rejects.toThrow(AppendTooLarge);
      expect((await subject.given(stream, proposed())).revision).toBe(0);
    });
  });
};
