import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Overload } from './overload';

const request = (url = '/api/v1/orders') => ({ url, headers: {}, resume: () => undefined }) as unknown as IncomingMessage;
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
  return answer as unknown as ServerResponse & { status: number };
};
/** A handler that keeps the event loop for so long and answers without waiting for anything. */
const busyFor = (ms: number) => (_: IncomingMessage, answer: ServerResponse) => {
  for (const end = performance.now() + ms; performance.now() < end; );
  answer.writeHead(200).end();
};

describe('too much at once', () => {
  let overload: Overload;
  beforeEach(() => {
    overload = new Overload();
  });
  afterEach(() => overload.close());
  const begin = (handler: ReturnType<typeof busyFor>, count: number, url?: string) => {
    const guarded = overload.guard(handler);
    return Array.from({ length: count }, () => {
      const answer = response();
      guarded(request(url), answer);
      return answer.status;
    });
  };

  it('is refused when one turn of the event loop has gone on for long, though nothing is in hand', async () => {
    const statuses = begin(busyFor(10), 100);
    expect(statuses.slice(0, 33).every((status) => status === 200)).toBe(true);
    expect(statuses.slice(60).every((status) => status === 503)).toBe(true);
    await new Promise((resolve) => setImmediate(resolve));
    expect(begin(busyFor(1), 1)).toEqual([200]);
  });
  it('is not what few long ones are, nor many short ones', async () => {
    expect(begin(busyFor(60), 12)).toEqual(Array(12).fill(200));
    await new Promise((resolve) => setImmediate(resolve));
    expect(new Set(begin(busyFor(0), 400))).toEqual(new Set([200]));
  });
  it('never refuses to say how it is', () => {
    begin(busyFor(15), 60);
    expect(begin(busyFor(0), 1, '/health/live')).toEqual([200]);
  });
});
