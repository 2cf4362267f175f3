import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Duplex } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { Overload } from './overload';

type Answer = ServerResponse & { status: number };

const request = (url = '/api/v1/orders', socket: unknown = new EventEmitter()) =>
  ({ url, socket, headers: {}, resume: () => undefined }) as unknown as IncomingMessage;
const response = () => {
  const answer = Object.assign(new EventEmitter(), {
    status: 0,
    setHeader: () => answer,
    writeHead: (status: number) => {
      answer.status = status;
      return answer;
    },
    end: () => answer.emit('close'),
  });
  return answer as unknown as Answer;
};
/** A handler that keeps the event loop for so long and answers without waiting for anything. */
const busyFor = (ms: number) => (_: IncomingMessage, answer: ServerResponse) => {
  for (const end = performance.now() + ms; performance.now() < end; );
  answer.writeHead(200).end();
};
/** The same, after it was asked: what an awaited thing that is there already does. */
const busyAwhileAfter = (ms: number) => (_: IncomingMessage, answer: ServerResponse) => {
  void Promise.resolve().then(() => busyFor(ms)(_, answer));
};

describe('too much at once', () => {
  let overload: Overload;
  beforeEach(() => {
    overload = new Overload();
  });
  afterEach(() => overload.close());
  const begin = (handler: ReturnType<typeof busyFor>, count: number, url?: string, socket?: Duplex): Answer[] => {
    const guarded = overload.guard(handler);
    return Array.from({ length: count }, () => {
      const answer = response();
      guarded(request(url, socket), answer);
      return answer;
    });
  };
  const statuses = (answers: Answer[]) => answers.map(({ status }) => status);
  const over = async (answers: Answer[]) => {
    while (answers.some(({ status }) => status === 0)) await turn();
  };

  it('is not what a few are: they begin at once', () => {
    expect(statuses(begin(busyFor(0), 200))).toEqual(Array(200).fill(200));
    expect(overload.waiting).toBe(0);
  });
  it('waits its turn when one turn of the event loop has gone on for long, and is answered in order', async () => {
    const order: number[] = [];
    const answers = begin(busyFor(5), 30);
    for (const [at, answer] of answers.entries()) answer.once('close', () => order.push(at));
    expect(statuses(answers).filter((status) => status === 0).length).toBeGreaterThan(20);
    await over(answers);
    expect(new Set(statuses(answers))).toEqual(new Set([200]));
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });
  it('is refused at once when the wait would be longer than a second, and the rest is done', async () => {
    const answers = begin(busyFor(10), 400);
    const refused = statuses(answers).filter((status) => status === 503).length;
    expect(refused).toBeGreaterThan(150);
    expect(refused).toBeLessThan(200);
    await over(answers);
    expect(statuses(answers).filter((status) => status === 200).length).toBe(400 - refused);
  });
  it('is not what a few on a slow machine are, whatever they wait', async () => {
    const answers = begin(busyFor(25), 150);
    await over(answers);
    expect(new Set(statuses(answers))).toEqual(new Set([200]));
  });
  it('lets sockets be looked at in between, also when what it asks for is done in promises', async () => {
    begin(busyFor(25), 1);
    const answers = begin(busyAwhileAfter(5), 100);
    let turns = 0;
    for (; answers.some(({ status }) => status === 0); turns++) await turn();
    expect(statuses(answers)).not.toContain(0);
    // Half a second of work in slices of ten milliseconds, not in one.
    expect(turns).toBeGreaterThan(8);
  });
  it('accepts the connections that come in a row before it goes on', async () => {
    const answers = begin(busyFor(25), 3);
    for (let n = 0; n < 3; n++) {
      overload.connects(new Duplex());
      await turn();
    }
    await over(answers);
    expect(new Set(statuses(answers))).toEqual(new Set([200]));
  });
  it('begins nothing for those who have gone', async () => {
    let begun = 0;
    const connection = new Duplex();
    overload.connects(connection);
    const work = (_: IncomingMessage, answer: ServerResponse) => {
      begun++;
      busyFor(10)(_, answer);
    };
    begin(work, 20, undefined, connection);
    connection.destroy();
    const atOnce = begun;
    for (let n = 0; n < 20; n++) await turn();
    expect([begun, overload.waiting]).toEqual([atOnce, 0]);
  });
  it('never refuses to say how it is, nor lets that wait', () => {
    begin(busyFor(15), 300);
    expect(statuses(['/health/live', '/health/ready', '/metrics'].flatMap((path) => begin(busyFor(0), 1, path)))).toEqual([200, 200, 200]);
  });
});
