import { setTimeout as sleep } from 'node:timers/promises';
import { Lanes } from './lanes';

it('each key is worked on once at a time, and once more when it was wanted meanwhile', async () => {
  const seen: string[] = [];
  let under = 0;
  const lanes = new Lanes(async (key) => {
    expect(++under).toBe(1);
    seen.push(key);
    await sleep(10);
    under--;
  }, 5);
  lanes.want('a', '1');
  lanes.want('a', '1');
  lanes.want('a', '1');
  await lanes.idle();
  expect(seen).toEqual(['1', '1']);
});

it('a lane takes so many keys at a time, and a slow one holds up no other', async () => {
  let most = 0;
  let under = 0;
  const ended: string[] = [];
  const lanes = new Lanes(async (key) => {
    if (key.startsWith('slow')) {
      most = Math.max(most, ++under);
      await sleep(50);
      under--;
    }
    ended.push(key);
  }, 2);
  for (const key of ['slow1', 'slow2', 'slow3']) lanes.want('slow', key);
  lanes.want('quick', 'quick1');
  await lanes.idle();
  expect([most, ended[0], ended.length]).toEqual([2, 'quick1', 4]);
  await lanes.idle();
});
