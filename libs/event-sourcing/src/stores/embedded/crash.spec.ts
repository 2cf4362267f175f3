import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Stored } from '../../model';
import { EmbeddedEventStore } from '.';
import { everything, removeScratch, scratchFile } from './scratch.fixture';

const KILLS = Number(process.env['CAUSEWAY_TEST_KILLS'] ?? 20);

/** Lets a platform write until it is killed in the middle, and gives back what it said it had written. */
const writeUntilKilled = async (file: string, run: number): Promise<{ stream: string; ids: string[] }[]> => {
  const child = spawn(process.execPath, [join(__dirname, 'crash-writer.fixture.cjs'), file, String(run)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  await once(child.stdout, 'data');
  await sleep(5 + ((run * 37) % 90));
  child.kill('SIGKILL');
  await once(child, 'close');
  // A last line without its end was cut by the kill; the answer before it was complete.
  const lines = said.split('\n').slice(1, -1);
  return lines.map((line) => {
    const [stream, ids] = line.split(' ') as [string, string];
    return { stream, ids: ids.split(',') };
  });
};

const byStream = (facts: readonly Stored[]) => {
  const streams = new Map<string, Stored[]>();
  for (const fact of facts) streams.set(fact.stream, [...(streams.get(fact.stream) ?? []), fact]);
  return streams;
};

describe('kill -9', () => {
  afterEach(removeScratch);

  it(
    `loses no answered write, doubles none and leaves no gap (${KILLS} kills)`,
    async () => {
      const file = scratchFile();
      const answered: { stream: string; ids: string[] }[] = [];
      for (let run = 0; run < KILLS; run++) answered.push(...(await writeUntilKilled(file, run)));

      const store = EmbeddedEventStore.open(file);
      const facts = await everything(store);
      await store.close();
      expect(answered.length).toBeGreaterThan(KILLS);
      expect(facts.map(({ position }) => position)).toEqual(facts.map((_, at) => at + 1));
      expect(new Set(facts.map(({ id }) => id)).size).toBe(facts.length);
      const streams = byStream(facts);
      for (const stream of streams.values()) expect(stream.map(({ revision }) => revision)).toEqual([...stream.keys()]);
      const told = new Map<string, string[]>();
      for (const { stream, ids } of answered) told.set(stream, [...(told.get(stream) ?? []), ...ids]);
      for (const [stream, ids] of told)
        expect(
          streams
            .get(stream)!
            .slice(0, ids.length)
            .map(({ id }) => id),
        ).toEqual(ids);
    },
    KILLS * 5_000,
  );
});
