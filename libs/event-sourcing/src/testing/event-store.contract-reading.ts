import type { Stored } from '../model';
import { ascending, ids, proposed, type Subject, several } from './event-store.contract-kit';

const revisions = (facts: readonly Stored[]) => facts.map(({ revision }) => revision);

export const readingContract = (subject: Subject): void => {
  describe('reading a stream', () => {
    let stream: string;
    beforeEach(async () => {
      stream = subject.stream();
      await subject.given(stream, ...several(10));
    });
    const read = async (options?: { from?: number; limit?: number }) => revisions(await subject.store.read(stream, options));
    const backwards = async (options: { from?: number; limit: number }) => revisions(await subject.store.readBackwards(stream, options));

    it('gives all of it, oldest first', async () => expect(await read()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
    it('gives nothing of a stream that does not exist', async () => expect(await subject.store.read(subject.stream())).toEqual([]));
    it('begins at a revision, which is included', async () => expect(await read({ from: 7 })).toEqual([7, 8, 9]));
    it('begins at the last', async () => expect(await read({ from: 9 })).toEqual([9]));
    it('gives nothing past the end', async () => expect(await read({ from: 10 })).toEqual([]));
    it('gives nothing far past the end', async () => expect(await read({ from: 1_000_000, limit: 5 })).toEqual([]));
    it('gives no more than asked for', async () => expect(await read({ limit: 3 })).toEqual([0, 1, 2]));
    it('gives a piece from the middle', async () => expect(await read({ from: 4, limit: 2 })).toEqual([4, 5]));
    it('gives what there is when more is asked for', async () => expect(await read({ from: 8, limit: 100 })).toEqual([8, 9]));
    it('gives the newest first, backwards', async () => expect(await backwards({ limit: 3 })).toEqual([9, 8, 7]));
    it('goes back to the first', async () => expect(await backwards({ limit: 100 })).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]));
    it('goes backwards from a revision, which is included', async () => expect(await backwards({ from: 4, limit: 2 })).toEqual([4, 3]));
    it('goes backwards from the first', async () => expect(await backwards({ from: 0, limit: 2 })).toEqual([0]));
    it('goes backwards from past the end', async () => expect(await backwards({ from: 50, limit: 2 })).toEqual([9, 8]));
    it('gives nothing backwards of a stream that does not exist', async () => {
      expect(await subject.store.readBackwards(subject.stream(), { limit: 5 })).toEqual([]);
    });
    it('sees what was appended since it was read', async () => {
      await read();
      expect(await read({ from: 10 })).toEqual([]);
      await subject.given(stream, proposed());
      expect(await read({ from: 10 })).toEqual([10]);
    });
    it('gives the whole of a long stream', async () => {
      for (let n = 0; n < 5; n++) await subject.given(stream, ...several(500));
      expect(await read()).toEqual([...Array(2_510).keys()]);
      expect(await read({ from: 1_990, limit: 20 })).toEqual([...Array(20).keys()].map((n) => 1_990 + n));
    });
  });

  describe('reading the log', () => {
    it('gives nothing after the head', async () => {
      await subject.given(subject.stream(), proposed());
      const head = await subject.store.head();
      expect(await subject.store.readAll({ after: head, categories: [], limit: 10 })).toEqual({
        facts: [],
        position: head,
        caughtUp: true,
      });
    });
    it('has its head at the newest fact', async () => {
      const { position } = await subject.given(subject.stream(), ...several(3));
      expect(await subject.store.head()).toBe(position);
    });
    it('gives every category when none is named, in order', async () => {
      const before = await subject.store.head();
      const written: string[] = [];
      for (let n = 0; n < 6; n++) {
        const event = proposed();
        await subject.given(subject.stream(), event);
        written.push(event.id);
      }
      const facts = await subject.all([], before);
      expect(ids(facts)).toEqual(written);
      expect(ascending(facts.map(({ position }) => position))).toBe(true);
    });
    it('gives only the categories that are wanted', async () => {
      const [one, two, three] = [subject.category(), subject.category(), subject.category()];
      const before = await subject.store.head();
      for (const category of [one, two, three, two, one]) await subject.given(subject.stream(category), proposed());
      const categories = async (...wanted: string[]) => (await subject.all(wanted, before)).map(({ stream }) => stream.split('-')[0]);
      expect(await categories(two)).toEqual([two, two]);
      expect(await categories(one, three)).toEqual([one, three, one]);
    });
    it('does not take one category for another that begins alike', async () => {
      const order = subject.category();
      const before = await subject.store.head();
      const names = [`${order}-1`, `${order}s-1`, order, `${order}-a-b`, `x${order}-1`, `${order}.a-1`, `${order.toUpperCase()}-1`];
      for (const name of names) await subject.given(name, proposed());
      const streams = async (category: string) => (await subject.all([category], before)).map(({ stream }) => stream);
      expect(await streams(order)).toEqual([`${order}-1`, order, `${order}-a-b`]);
      expect(await streams(`${order}s`)).toEqual([`${order}s-1`]);
      expect(await streams(`${order}-a`)).toEqual([]);
      expect(await streams(order.slice(0, -1))).toEqual([]);
    });
    it('begins after a position, which is not included', async () => {
      const category = subject.category();
      await subject.given(subject.stream(category), ...several(2));
      const { position } = await subject.given(subject.stream(category), proposed());
      const later = proposed();
      await subject.given(subject.stream(category), later);
      expect(ids(await subject.all([category], position))).toEqual([later.id]);
    });
    it('gives each fact once, in order, whatever the size of the pages', async () => {
      const category = subject.category();
      const before = await subject.store.head();
      for (let n = 0; n < 7; n++) {
        await subject.given(subject.stream(category), ...several(3));
        await subject.given(subject.stream(), ...several(2));
      }
      const whole = ids(await subject.all([category], before));
      expect(whole).toHaveLength(21);
      for (const limit of [1, 2, 5, 20, 21, 22]) {
        const pages = await subject.pages([category], limit, before);
        expect(pages.every(({ facts }) => facts.length <= limit)).toBe(true);
        expect(pages.flatMap(({ facts }) => ids(facts))).toEqual(whole);
      }
    });
    it('goes to the head past facts that nobody wants', async () => {
      await subject.given(subject.stream(), ...several(20));
      const head = await subject.store.head();
      const pages = await subject.pages([subject.category()], 5);
      expect(pages.flatMap(({ facts }) => facts)).toEqual([]);
      expect(pages.at(-1)!.position).toBeGreaterThanOrEqual(head);
    });
    it('never goes back, and is not caught up while facts are left', async () => {
      const category = subject.category();
      const before = await subject.store.head();
      await subject.given(subject.stream(category), ...several(10));
      const pages = await subject.pages([category], 3, before);
      expect(pages.every(({ position }, at) => position >= (at ? pages[at - 1]!.position : before))).toBe(true);
      expect(pages.slice(0, 3).map(({ caughtUp }) => caughtUp)).toEqual([false, false, false]);
    });
    it('has every fact where its stream says it is', async () => {
      const category = subject.category();
      const before = await subject.store.head();
      const streams = [subject.stream(category), subject.stream(category)];
      for (const stream of [...streams, ...streams]) await subject.given(stream, ...several(2));
      const byStream = (await Promise.all(streams.map((stream) => subject.store.read(stream)))).flat();
      const byPosition = await subject.all([category], before);
      expect([...byStream].sort((a, b) => a.position - b.position)).toEqual(byPosition);
    });
  });
};
