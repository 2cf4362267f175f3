import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '@causeway/embedded-mongo';
import { SharedLeases } from '@causeway/event-sourcing';
import type { Connection } from 'mongoose';
import { GrpcChannel } from '../../grpc/grpc-channel';
import { StreamTable } from '../../grpc/stream-table';
import { Lanes, until } from '../../testing/lanes';
import { laneStream } from '../domain/lane';

/** Two workers on the same stores, and one agent whose stream is now at one and now at the other. */
describe('a lane of an agent', () => {
  const KEY = 'acme.acme';
  let folder: string;
  let documents: Connection;
  let one: Worker;
  let two: Worker;

  type Worker = { lanes: Lanes; leases: SharedLeases; got: string[]; open: () => void; close: () => void };

  const worker = async (lanes: Lanes): Promise<Worker> => {
    const table = new StreamTable();
    const leases = new SharedLeases(documents);
    const got: string[] = [];
    const stream = {
      id: Math.random().toString(),
      mostInFlight: 10,
      inFlight: new Set<never>(),
      write: ({ message }: { message: { messageId: string; told: { body: string } } }) => {
        got.push(message.told.body);
        setImmediate(() => table.answer(KEY, message.messageId, { kind: 'ack' }));
      },
    };
    await lanes.start({
      leases,
      lingersMs: 200,
      belongs: (key) => (table.has(key) ? 'here' : 'nowhere'),
      channelOf: () => new GrpcChannel(KEY, table, async (_, said) => said),
    });
    table.onRoom = (key) => lanes.hub.roomFor(key);
    return { lanes, leases, got, open: () => table.open(KEY, stream), close: () => table.close(KEY, stream) };
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'leases-'));
    documents = await openEmbedded(join(folder, 'documents.db'));
    const lanes = new Lanes();
    one = await worker(lanes);
    two = await worker(lanes.beside());
    await one.lanes.register('acme', 'http://127.0.0.1', { channel: 'grpc', webhookUrl: null, signingSecret: null });
  });
  afterEach(async () => {
    for (const { leases } of [two, one]) await leases.close();
    await two.lanes.stop();
    await one.lanes.end();
    await documents.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const told = async (who: Worker, n: number) => {
    const before = who.got.length;
    const { position } = await one.lanes.happen(`thing-${n}`, n);
    await until(() => who.got.length > before);
    await until(async () => (await one.lanes.streams.load(laneStream('acme.acme~1'))).state.low >= position);
  };

  it('is where its stream is, and goes along when the agent opens elsewhere; nothing is told twice', async () => {
    one.open();
    await told(one, 1);
    one.close();
    two.open();
    await told(two, 2);
    two.close();
    one.open();
    await told(one, 3);
    expect([one.got.length, two.got.length]).toEqual([2, 1]);
    expect([...one.lanes.troubles, ...two.lanes.troubles]).toEqual([]);
  }, 30_000);

  it('stays for an agent that comes back at once', async () => {
    one.open();
    await told(one, 1);
    one.close();
    one.open();
    await new Promise((done) => setTimeout(done, 400));
    await told(one, 2);
    const facts = await one.lanes.store.read(laneStream('acme.acme~1').name);
    expect(facts.filter(({ type }) => type === 'LaneTaken')).toHaveLength(1);
  });

  it('is with one of two where streams are open, and with the other once that one has gone', async () => {
    one.open();
    await told(one, 1);
    two.open();
    await told(one, 2);
    one.close();
    await told(two, 3);
    expect(two.got).toHaveLength(1);
  }, 30_000);
});
