import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent } from 'undici';
import { hear, retryAfterOf } from './index';

describe('a call to somebody else', () => {
  const agent = new Agent();
  let server: Server;
  let answers: RequestListener;
  beforeAll(async () => {
    server = createServer((request, response) => answers(request, response));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });
  afterAll(async () => {
    await agent.destroy();
    server.closeAllConnections();
    server.close();
  });
  const call = async (listener: RequestListener, { patience = { totalMs: 5_000 }, most = 100 } = {}) => {
    answers = listener;
    let text = '';
    const { port } = server.address() as AddressInfo;
    const answer = await hear(agent, { origin: `http://127.0.0.1:${port}`, path: '/', method: 'GET' }, patience, (piece) => {
      text += piece.toString();
      return text.length <= most;
    });
    return { ...answer, text };
  };

  it('is heard to its end, whatever is said on the way', async () => {
    const heard = await call((_, response) => {
      response.writeProcessing();
      response.writeHead(201, { 'x-said': 'yes' }).end('hello');
    });
    expect(heard).toMatchObject({ status: 201, whole: true, error: null, text: 'hello', headers: { 'x-said': 'yes' } });
  });

  it('is ended when enough was read, with the status that came', async () => {
    const heard = await call((_, response) => void response.writeHead(500).write('y'.repeat(200)));
    expect(heard).toMatchObject({ status: 500, whole: false, error: null });
  });

  it('waits no longer than it may, for the status or for all of it', async () => {
    expect(await call(() => undefined, { patience: { totalMs: 50 } })).toMatchObject({ status: null, error: { code: 'ETIMEDOUT' } });
    const half = (_: unknown, response: Parameters<RequestListener>[1]) => void response.writeHead(200).write('half');
    expect(await call(half, { patience: { totalMs: 50 } })).toMatchObject({ status: 200, whole: false, error: { code: 'ETIMEDOUT' } });
    const patience = { totalMs: 50, bodyMs: 400 };
    const late: RequestListener = (_, response) => {
      response.writeHead(200).write('half');
      setTimeout(() => response.end(' and half'), 150);
    };
    expect(await call(late, { patience })).toMatchObject({ status: 200, whole: true, text: 'half and half' });
  });

  it('tells why nothing came, or the rest did not', async () => {
    expect(await call((_, response) => void response.socket?.destroy())).toMatchObject({ status: null, error: expect.any(Error) });
    const torn: RequestListener = (_, response) => {
      response.writeHead(200, { 'content-length': '10' }).write('half');
      setTimeout(() => response.socket?.destroy(), 20);
    };
    expect(await call(torn)).toMatchObject({ status: 200, whole: false, error: expect.any(Error), text: 'half' });
    const broken = hear(agent, { origin: 'http://127.0.0.1', path: 'no path', method: 'GET' }, { totalMs: 50 }, () => true);
    expect(await broken).toMatchObject({ status: null, error: expect.any(Error) });
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-30T10:00:00Z');
  it.each([
    ['7', 7_000],
    [['3', '9'], 3_000],
    ['Mon, 30 Nov 2026 10:00:30 GMT', 30_000],
    ['Mon, 30 Nov 2026 09:00:00 GMT', 0],
    ['-3', null],
    ['1.5', null],
    ['soon', null],
    ['Xxx, soon GMT', null],
    [undefined, null],
  ])('%j is %j milliseconds', (header, wanted) => expect(retryAfterOf(header, now)).toBe(wanted));
});
