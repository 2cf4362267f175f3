// From the process' start to /health/ready, and resident memory then: an empty data folder's second start, and one with
// 100,000 events. node test/bench/boot.mjs
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { businessBench } from './order-log.mjs';
import { median, startPlatform } from './platform.mjs';

const require = createRequire(import.meta.url);
const residentMb = (pid) => {
  try {
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024);
  } catch {
    return null;
  }
};
const starts = async (folder) => {
  const seen = [];
  for (let i = 0; i < 5; i++) {
    const platform = await startPlatform({ folder });
    seen.push({ ms: platform.startedIn, mb: residentMb(platform.child.pid) });
    await platform.stop();
  }
  return { ms: Math.round(median(seen.map(({ ms }) => ms))), mb: median(seen.map(({ mb }) => mb)) };
};

const first = await startPlatform();
await first.stop();
const empty = await starts(first.folder);
require('reflect-metadata');
const { EmbeddedEventStore } = require('../../dist/libs/event-sourcing/src/stores/embedded');
const store = EmbeddedEventStore.open(join(first.folder, 'events.db'));
await businessBench(require).write(store, 25_000);
await store.close();
const caughtUp = await startPlatform({ folder: first.folder });
const catchingUpMs = Math.round(caughtUp.startedIn);
await caughtUp.stop();
const full = await starts(first.folder);
first.forget();
console.log(
  JSON.stringify({
    bench: 'boot',
    firstStartMs: Math.round(first.startedIn),
    emptyMs: empty.ms,
    emptyMb: empty.mb,
    catchingUpMs,
    with100kMs: full.ms,
    with100kMb: full.mb,
  }),
);
