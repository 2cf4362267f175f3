import { setTimeout as sleep } from 'node:timers/promises';
import type { Stored } from '../model';
import { ascending, ids, proposed, type Subject, several } from './event-store.contract-kit';

const given = (count: number) => (facts: readonly Stored[]) => facts.length >= count;
const positions = (facts: readonly Stored[]) => facts.map(({ position }) => position);

export const subscribingContract = (subject: Subject): void => {
  describe('subscribing', () => {
    let category: string;
    let written: string[];
    const write = async (count: number, of = category) => {
      const events = several(count);
      await subject.given(subject.stream(of), ...events);
      if (of === category) written.push(...ids(events));
      return events;
    };
    beforeEach(() => {
      category = subject.category();
      written = [];
    });

    it('gives what is there, from the start', async () => {
      await write(3);
      await write(4);
      const { facts } = await subject.listen({ categories: [category] }, given(7));
      expect(ids(facts)).toEqual(written);
    });
    it('gives what is there after a place in the middle', async () => {
      await write(3);
      const after = await subject.store.head();
      const later = await write(2);
      expect(ids((await subject.listen({ after, categories: [category] }, given(2))).facts)).toEqual(ids(later));
    });
    it('gives only what is new after the head', async () => {
      await write(3);
      const listening = subject.listen({ after: await subject.store.head(), categories: [category] }, given(2));
      const later = await write(2);
      expect(ids((await listening).facts)).toEqual(ids(later));
    });
    it('gives what comes while it waits', async () => {
      const listening = subject.listen({ categories: [category] }, given(5));
      for (let n = 0; n < 5; n++) {
        await sleep(10);
        await write(1);
      }
      expect(ids((await listening).facts)).toEqual(written);
    });
    it('gives every category when none is named', async () => {
      const after = await subject.store.head();
      const listening = subject.listen({ after, categories: [] }, given(4));
      const all = [...(await write(2)), ...(await write(1, subject.category())), ...(await write(1))];
      expect(ids((await listening).facts)).toEqual(ids(all));
    });
    it('passes over what it does not want, old and new', async () => {
      const other = subject.category();
      await write(1);
      await write(50, other);
      await write(1);
      const listening = subject.listen({ categories: [category] }, given(4));
      await sleep(20);
      for (let n = 0; n < 2; n++) {
        await write(50, other);
        await write(1);
      }
      expect(ids((await listening).facts)).toEqual(written);
    });
    it('gives several categories in the order of the log', async () => {
      const other = subject.category();
      const all = [...(await write(2)), ...(await write(1, other)), ...(await write(2))];
      const { facts } = await subject.listen({ categories: [other, category] }, given(5));
      expect(ids(facts)).toEqual(ids(all));
    });
    it('gives a category whose first fact comes later', async () => {
      const listening = subject.listen({ categories: [category], after: await subject.store.head() }, given(1));
      await sleep(20);
      await write(1);
      expect(ids((await listening).facts)).toEqual(written);
    });
    it('does not take one category for another that begins alike', async () => {
      await write(1, `${category}s`);
      await write(1);
      await write(1, `x${category}`);
      await write(1);
      expect(ids((await subject.listen({ categories: [category] }, given(2))).facts)).toEqual(written);
    });
    it('says when nothing is left', async () => {
      await write(5);
      const head = await subject.store.head();
      const { facts, stretches } = await subject.listen({ categories: [category] }, (_, { caughtUp }) => caughtUp);
      expect(ids(facts)).toEqual(written);
      expect(stretches.at(-1)!.position).toBeGreaterThanOrEqual(head);
    });
    it('says so too when there was nothing', async () => {
      const after = await subject.store.head();
      const { stretches } = await subject.listen({ after, categories: [category] }, (_, { caughtUp }) => caughtUp);
      expect(stretches.at(-1)).toMatchObject({ facts: [], caughtUp: true });
    });
    it('gives at most a batch at once', async () => {
      await write(25);
      const { facts, stretches } = await subject.listen({ categories: [category], batch: 10 }, given(25));
      expect(ids(facts)).toEqual(written);
      expect(Math.max(...stretches.map((stretch) => stretch.facts.length))).toBeLessThanOrEqual(10);
    });
    it('never goes back, and its position covers its facts', async () => {
      const listening = subject.listen({ categories: [category], batch: 7 }, given(60));
      for (let n = 0; n < 20; n++) await write(3);
      const { facts, stretches } = await listening;
      expect(ascending(positions(facts))).toBe(true);
      expect(stretches.every((stretch, at) => at === 0 || stretch.position >= stretches[at - 1]!.position)).toBe(true);
      expect(stretches.every((stretch) => stretch.facts.every(({ position }) => position <= stretch.position))).toBe(true);
    });
    it('goes on where any stretch ended, without a gap or a fact twice', async () => {
      await write(30);
      const { stretches } = await subject.listen({ categories: [category], batch: 7 }, given(30));
      let seen = 0;
      for (const stretch of stretches) {
        seen += stretch.facts.length;
        if (seen === 30) break;
        const rest = await subject.listen({ categories: [category], after: stretch.position }, given(30 - seen));
        expect(ids(rest.facts)).toEqual(written.slice(seen));
      }
    });
    it('gives each of two subscribers everything', async () => {
      await write(5);
      const both = [1, 2].map(() => subject.listen({ categories: [category] }, given(10)));
      await write(5);
      for (const { facts } of await Promise.all(both)) expect(ids(facts)).toEqual(written);
    });
    it('gives subscribers with different places and wishes what is theirs', async () => {
      const other = subject.category();
      await write(4);
      const after = await subject.store.head();
      const late = subject.listen({ after, categories: [category] }, given(3));
      const different = subject.listen({ categories: [other] }, given(2));
      const theirs = await write(2, other);
      await write(3);
      expect(ids((await late).facts)).toEqual(written.slice(4));
      expect(ids((await different).facts)).toEqual(ids(theirs));
    });
    it('ends quietly while it waits', async () => {
      const controller = new AbortController();
      const ended = (async () => {
        for await (const _ of subject.store.subscribe({ after: 0, categories: [category], signal: controller.signal }));
        return 'quietly';
      })();
      await sleep(30);
      controller.abort();
      expect(await ended).toBe('quietly');
    });
    it('ends quietly when its signal came before it began', async () => {
      await write(1);
      const signal = AbortSignal.abort();
      for await (const stretch of subject.store.subscribe({ after: 0, categories: [category], signal })) expect(stretch.facts).toEqual([]);
    });
    it('ends quietly in the middle of catching up', async () => {
      await write(100);
      const { facts } = await subject.listen({ categories: [category], batch: 10 }, given(20));
      // Whole stretches, and a stretch may hold fewer than ten: so 20 at least, and less than one more stretch.
      expect(facts.length).toBeGreaterThanOrEqual(20);
      expect(facts.length).toBeLessThan(30);
      expect(ids(facts)).toEqual(written.slice(0, facts.length));
    });
    it('may be left in the middle', async () => {
      await write(20);
      const controller = new AbortController();
      for await (const stretch of subject.store.subscribe({ after: 0, categories: [category], signal: controller.signal, batch: 5 }))
        if (stretch.facts.length > 0) break;
      controller.abort();
      expect((await subject.listen({ categories: [category] }, given(20))).facts).toHaveLength(20);
    });
    it('gives a slow subscriber everything, and does not wait for it', async () => {
      const listening = subject.listen({ categories: [category], batch: 20 }, given(200), () => sleep(5));
      for (let n = 0; n < 20; n++) await write(10);
      expect(ids((await listening).facts)).toEqual(written);
    });
    it('misses and doubles nothing where old facts end and new ones begin', async () => {
      await write(200);
      let writing = true;
      const writer = async () => {
        while (writing) await write(3);
      };
      const writers = [writer(), writer(), writer(), writer()];
      const starts = [0, 5, 10, 15].map(async (delay) => {
        await sleep(delay);
        return subject.listen({ categories: [category], batch: 50 }, given(600));
      });
      const heard = await Promise.all(starts);
      writing = false;
      await Promise.all(writers);
      const whole = ids(await subject.all([category]));
      for (const { facts } of heard) expect(ids(facts)).toEqual(whole.slice(0, facts.length));
    });
    it('goes on after a restart from the last place', async () => {
      await write(5);
      const first = await subject.listen({ categories: [category] }, given(5));
      await write(3);
      await subject.reopened();
      await subject.given(subject.stream(category), proposed());
      const second = await subject.listen({ categories: [category], after: first.stretches.at(-1)!.position }, given(4));
      expect(second.facts).toHaveLength(4);
    });
  });
};
