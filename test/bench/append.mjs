#!/usr/bin/env node
/**
 * Durable appends of order events of 300 bytes at 1, 16 and 64 writers: the command path (read, decide, append) and the bare
 * append, beside emmett and castore on PostgreSQL, and beside the limit of the same disk: the same rows by bare SQLite, as
 * many to a commit as there are writers, with the same fsync. Each is in a process of its own, and all take short turns, so
 * that what else the machine does hits all of them.
 *
 *   node test/bench/append.mjs [--json] [--quick] [--rounds 9] [--ms 300]
 */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { bench, built } from './kit/bench.mjs';
import { fact } from './kit/events.mjs';
import { inOwnProcess } from './kit/own-process.mjs';
import { startPostgres } from './kit/servers.mjs';
import { alternate, ratios } from './kit/stats.mjs';
import { PACKAGES as CASTORE } from './peers/castore.mjs';
import { PACKAGES as EMMETT } from './peers/emmett.mjs';

const { connect } = built('libs/sqlite/src');
const { toText } = built('libs/event-sourcing/src/stores/embedded/fact-text');
const WARM_TURNS = 6;
const SIDES = new URL('./kit/append-sides.mjs', import.meta.url).href;

await bench(
  'append',
  { options: { ms: { type: 'string' } }, rounds: 9, packages: [...EMMETT, ...CASTORE] },
  async ({ values, quick, rounds, folder, say, figure, ratio, uses }) => {
    const ms = Number(values.ms ?? (quick ? 150 : 300));
    const server = await startPostgres(folder);
    const memory = connect(':memory:');
    const { sqlite } = memory.prepare('SELECT sqlite_version() AS sqlite').get();
    memory.close();
    uses({ sqlite, postgresql: server.version, bytes: toText(fact(), 0).length });
    for (const writers of [1, 16, 64]) {
      say(`append: ${writers} writers …`);
      const file = (name) => join(mkdtempSync(join(folder, `${name}-`)), 'events.db');
      const side = (name, ...args) => inOwnProcess(SIDES, name, ...args, writers, ms);
      const sides = {
        raw: await side('raw', file('raw')),
        command: await side('ourCommands', file('command')),
        emmett: await side('emmettCommands', server.url, `emmett_commands_${writers}`),
        append: await side('ours', file('append')),
        emmettAppend: await side('emmettAppends', server.url, `emmett_appends_${writers}`),
        castore: await side('castoreCommands', server.url, `castore_${writers}`),
      };
      // The first turns open connections and warm code, which takes V8 more than a second of it; they are not counted.
      for (let turn = 0; turn < WARM_TURNS; turn++) for (const side of Object.values(sides)) await side.turn();
      const seen = await alternate(rounds, Object.fromEntries(Object.entries(sides).map(([name, { turn }]) => [name, turn])));
      for (const side of Object.values(sides)) await side.check();
      for (const side of Object.values(sides)) await side.close();
      const labels = {
        command: 'commands',
        append: 'bare appends',
        emmett: "emmett's commands",
        emmettAppend: "emmett's bare appends",
        castore: "castore's commands",
        raw: 'raw SQLite group commit',
      };
      const of = writers === 1 ? 'one writer' : `${writers} writers`;
      for (const [name, label] of Object.entries(labels)) figure(`${name}-${writers}`, `${label}, ${of}`, 'events/s', seen[name]);
      const goals = writers === 16 ? { emmett: 5, raw: 0.6 } : {};
      for (const peer of ['emmett', 'castore', 'raw'])
        ratio(`command-${writers}-${peer}`, `commands to ${labels[peer]}, ${of}`, ratios(seen.command, seen[peer]), {
          goal: goals[peer] ?? null,
        });
      ratio(`append-${writers}-emmett`, `bare appends to emmett's, ${of}`, ratios(seen.append, seen.emmettAppend));
      ratio(`append-${writers}-raw`, `bare appends to raw SQLite, ${of}`, ratios(seen.append, seen.raw));
    }
  },
);
