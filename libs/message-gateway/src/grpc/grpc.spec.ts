import { type ClientDuplexStream, credentials, loadPackageDefinition, Metadata, status } from '@grpc/grpc-js';
import { RegisterConsumer } from '../consumer/write/register-consumer';
import { SteerConsumer } from '../consumer/write/steer-consumer';
import { GetDelivery } from '../delivery/read/one-delivery';
import { laneStream } from '../lane/domain/lane';
import { agentOf, ask, compose, of, tokens } from '../testing/composed';
import { until } from '../testing/lanes';
import { loadContract } from './contract';

type Told = {
  message_id: string;
  subject: string;
  attempt: number;
  position: string;
  replay: boolean;
  user_id: string;
  payload_json: Buffer;
  occurred_at: { seconds: string };
  headers: Record<string, string>;
};
type Consume = ClientDuplexStream<object, Told>;

const acme = of('acme', 'gateway');

describe('the gRPC door', () => {
  let world: Awaited<ReturnType<typeof compose>>;
  let client: { Consume(metadata: Metadata): Consume; close(): void };
  const open: Consume[] = [];

  beforeEach(async () => {
    world = await compose({ grpc: true });
    const { causeway } = loadPackageDefinition(loadContract().definition) as never as {
      causeway: { gateway: { v1: { MessageGateway: new (address: string, how: unknown) => typeof client } } };
    };
    client = new causeway.gateway.v1.MessageGateway(`127.0.0.1:${world.door.port}`, credentials.createInsecure());
    tokens.set('acme', acme);
    tokens.set('scopeless', of('acme', 'orders'));
    tokens.set('globex', of('globex', 'gateway'));
    tokens.set('guest', agentOf('acme.crm', 'acme', 'globex', 'gateway'));
    await world.commands.execute(new RegisterConsumer(ask(acme), { consumerCode: 'acme', channel: 'grpc', messageTypes: ['*'] }));
  });
  afterEach(async () => {
    for (const stream of open.splice(0)) stream.cancel();
    client.close();
    await world.end();
  });

  const consume = (token = 'acme', first: object | null = { open: { consumer_code: 'acme', max_in_flight: 0 } }) => {
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${token}`);
    const stream = client.Consume(metadata);
    const got: Told[] = [];
    const end = new Promise<{ code: status }>((resolve) => stream.on('status', resolve));
    stream.on('data', (told: Told) => got.push(told));
    stream.on('error', () => undefined);
    if (first) stream.write(first);
    open.push(stream);
    return { stream, got, end, ack: (told: Told) => stream.write({ ack: { message_id: told.message_id } }) };
  };
  const lane = async () => (await world.streams.load(laneStream('acme.acme~1'))).state;

  it('tells, one of a subject after the ack of the one before', async () => {
    const agent = consume();
    for (let n = 0; n < 3; n++) await world.released('a', n);
    await until(() => agent.got.length === 1);
    await new Promise((done) => setTimeout(done, 50));
    expect(agent.got).toHaveLength(1);
    expect(agent.got[0]).toMatchObject({
      message_type: 'PlatformStore.OrderOverdue',
      contract_type: 'OrderOverdue',
      subject: 'order:a',
      tenant_id: 'acme',
      attempt: 1,
      replay: false,
      user_id: 'ada',
    });
    expect(JSON.parse(agent.got[0]!.payload_json.toString())).toMatchObject({ orderId: 'a', revision: 0 });
    expect(agent.got[0]!.headers).toMatchObject({ 'ce-id': agent.got[0]!.message_id, 'ce-subject': 'order:a' });
    for (let n = 0; n < 3; n++) {
      await until(() => agent.got.length === n + 1);
      agent.ack(agent.got[n]!);
      agent.ack(agent.got[n]!);
    }
    await until(async () => (await lane()).low >= Number(agent.got[2]!.position));
    expect(await lane()).toMatchObject({ outstanding: {}, failing: {} });
  });

  it('comes again at once on another stream when one closes, with the next attempt', async () => {
    const first = consume();
    await world.released('a', 0);
    await until(() => first.got.length === 1);
    const second = consume();
    first.stream.cancel();
    await until(() => second.got.length === 1);
    expect(second.got[0]).toMatchObject({ message_id: first.got[0]!.message_id, attempt: 2 });
    second.ack(second.got[0]!);
    await until(async () => {
      const { low, failing } = await lane();
      return low >= Number(second.got[0]!.position) && Object.keys(failing).length === 0;
    });
  });

  it('takes nacks: by the schedule, or by their own seconds', async () => {
    const agent = consume();
    await world.released('a', 0);
    await world.released('b', 0);
    await until(() => agent.got.length === 2);
    const [a, b] = ['order:a', 'order:b'].map((subject) => agent.got.find((told) => told.subject === subject)!);
    agent.stream.write({ nack: { message_id: a!.message_id, retry_after_seconds: 1, reason: 'busy' } });
    agent.stream.write({ nack: { message_id: b!.message_id, retry_after_seconds: 0, reason: '' } });
    await until(() => agent.got.length === 3);
    expect(agent.got[2]).toMatchObject({ subject: 'order:a', attempt: 2 });
    const { delayMs, tries } = (await lane()).failing['order:b']!;
    expect(tries).toBe(1);
    const details = await world.queries.execute(new GetDelivery(acme, a!.message_id));
    expect(details.attempts[0]).toMatchObject({ number: 1, status: null, error: 'nack', answer: 'busy' });
    expect(Math.abs(delayMs - 5000)).toBeLessThan(600);
  });

  it('shares the work among streams, one subject with one stream, each within its own limit', async () => {
    const agents = [1, 2, 3].map(() => consume('acme', { open: { consumer_code: 'acme', max_in_flight: 4 } }));
    await new Promise((done) => setTimeout(done, 100));
    for (let i = 0; i < 60; i++) await world.released(`s${i}`, 0);
    await new Promise((done) => setTimeout(done, 200));
    for (const { got } of agents) expect(got).toHaveLength(4);
    for (const { stream, got, ack } of agents) {
      got.forEach(ack);
      stream.on('data', ack);
    }
    await until(() => agents.reduce((sum, { got }) => sum + got.length, 0) === 60);
  });

  it('has as many under way as the stream asks for, one for each ack more', async () => {
    const agent = consume('acme', { open: { consumer_code: 'acme', max_in_flight: 150 } });
    for (let i = 0; i < 160; i++) await world.released(`s${i}`, 0);
    await until(() => agent.got.length === 150);
    await new Promise((done) => setTimeout(done, 100));
    expect(agent.got).toHaveLength(150);
    for (const told of agent.got.slice(0, 5)) agent.ack(told);
    await until(() => agent.got.length === 155);
  });

  it('stays open and silent while paused', async () => {
    const agent = consume();
    await world.commands.execute(new SteerConsumer(ask(acme), 'acme', 'pause'));
    await world.released('a', 0);
    await new Promise((done) => setTimeout(done, 100));
    expect(agent.got).toEqual([]);
    await world.commands.execute(new SteerConsumer(ask(acme), 'acme', 'resume'));
    await until(() => agent.got.length === 1);
  });

  it('says why it ends', async () => {
    const ends = async (token: string, first: object) => (await consume(token, first).end).code;
    const opening = (more = {}) => ({ open: { consumer_code: 'acme', max_in_flight: 1, ...more } });
    expect(await ends('nobody', opening())).toBe(status.UNAUTHENTICATED);
    expect(await ends('scopeless', opening())).toBe(status.PERMISSION_DENIED);
    expect(await ends('globex', opening())).toBe(status.NOT_FOUND);
    expect(await ends('guest', opening())).toBe(status.NOT_FOUND);
    expect(await ends('acme', opening({ consumer_code: 'nobody' }))).toBe(status.NOT_FOUND);
    expect(await ends('acme', opening({ max_in_flight: 1001 }))).toBe(status.INVALID_ARGUMENT);
    expect(await ends('acme', { ack: { message_id: 'x' } })).toBe(status.INVALID_ARGUMENT);
    await world.commands.execute(
      new RegisterConsumer(ask(of('globex', 'gateway')), {
        consumerCode: 'globex',
        channel: 'webhook',
        webhookUrl: 'https://example.com/',
        messageTypes: ['*'],
      }),
    );
    expect(await ends('globex', opening({ consumer_code: 'globex' }))).toBe(status.FAILED_PRECONDITION);
    const claims = Buffer.from(JSON.stringify({ exp: Date.now() / 1000 + 0.2 })).toString('base64url');
    tokens.set(`h.${claims}.s`, acme);
    expect(await ends(`h.${claims}.s`, opening())).toBe(status.UNAUTHENTICATED);
  });
});
