import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';

describe('the double as a process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'double-'));
  let child: ChildProcess;
  const start = async (port = 0): Promise<{ port: number; connectionString: string }> => {
    child = spawn(process.execPath, [join(__dirname, 'main.cjs'), '--port', String(port), '--file', join(folder, 'log.jsonl')]);
    const [line] = await once(child.stdout!, 'data');
    return JSON.parse(String(line));
  };
  const kill = async () => {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  afterAll(async () => {
    await kill();
    rmSync(folder, { recursive: true });
  });

  it('keeps what it answered over a kill, and forgets the ids of `any`, as the real server does', async () => {
    const first = await start();
    const events = [1, 2].map((n) => jsonEvent({ type: 'kept', data: { n } }));
    const before = EventStoreDBClient.connectionString(first.connectionString);
    const receipt = await before.appendToStream('kept', events, { expectedRevision: 'no_stream' });
    await kill();
    await before.dispose();

    const { connectionString } = await start(first.port);
    const client = EventStoreDBClient.connectionString(`${connectionString}&keepAliveTimeout=20000`);
    expect(await client.appendToStream('kept', events, { expectedRevision: 'no_stream' })).toEqual(receipt);
    expect(await client.appendToStream('kept', events, { expectedRevision: 'any' })).toMatchObject({ nextExpectedRevision: 3n });
    const revisions: bigint[] = [];
    for await (const { event } of client.readStream('kept')) revisions.push(event?.revision ?? -1n);
    expect(revisions).toEqual([0n, 1n, 2n, 3n]);
    await client.dispose();
  });
});
