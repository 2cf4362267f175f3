import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startDouble } from '../eventstoredb-double/index.cjs';
import { Client, token } from './stage/client';
import { freePort } from './stage/free-port';
import { OPERATOR, Platform } from './stage/platform';

const MAIN = join(__dirname, '../../dist/apps/server/src/main.js');

/** How a start goes wrong: one sentence, and an exit code that says whose turn it is (spec 05, *Starting*; spec 70). */
describe('starting', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'starting-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs to its end; what it printed, and the exit code. */
  const attempt = async (settings: Record<string, string>): Promise<{ code: number | null; said: string }> => {
    const child: ChildProcess = spawn(process.execPath, [MAIN], {
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        CAUSEWAY_DATA_DIR: join(folder, 'data'),
        CAUSEWAY_DEMO: 'false',
        CAUSEWAY_PORT: String(await freePort()),
        CAUSEWAY_GRPC_PORT: String(await freePort()),
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => {
      const late = setTimeout(() => child.kill('SIGKILL'), 15_000);
      child.once('exit', (ended) => {
        clearTimeout(late);
        resolve(ended);
      });
    });
    return { code, said };
  };

  it.each([
    [{ CAUSEWAY_PROT: '1' }, 'CAUSEWAY_PROT'],
    [{ CAUSEWAY_PORT: 'eighty' }, 'CAUSEWAY_PORT'],
    [{ CAUSEWAY_STAGE: 'prod' }, 'CAUSEWAY_STAGE'],
    [{ CAUSEWAY_ROLE: 'worker' }, 'CAUSEWAY_ROLE'],
    [{ CAUSEWAY_STAGE: 'production' }, 'CAUSEWAY_MASTER_KEY'],
    [{ CAUSEWAY_MASTER_KEY: 'short' }, 'CAUSEWAY_MASTER_KEY'],
    [{ CAUSEWAY_TLS_CERT: '/nowhere.pem' }, 'CAUSEWAY_TLS_CERT'],
  ] as [Record<string, string>, string][])('with %j ends with 78 and a sentence that names %s', async (settings, named) => {
    const { code, said } = await attempt(settings);
    expect(code).toBe(78);
    expect(said.trim().split('\n')).toEqual([expect.stringContaining(named)]);
  });

  it("ignores the tests' and the command line's own variables, and reads a .env file", async () => {
    writeFileSync(join(folder, '.env'), 'CAUSEWAY_LOG_LEVEL=loud\n');
    const { code, said } = await attempt({
      CAUSEWAY_TEST_ANYTHING: '1',
      CAUSEWAY_URL: 'x',
      CAUSEWAY_CLIENT_ID: 'y',
      CAUSEWAY_CLIENT_SECRET: 'z',
    });
    expect([code, said]).toEqual([78, expect.stringContaining('CAUSEWAY_LOG_LEVEL')]);
  });

  it('on a taken port ends with 1 and its number', async () => {
    for (const name of ['CAUSEWAY_PORT', 'CAUSEWAY_GRPC_PORT']) {
      const other = createServer();
      const port = await new Promise<number>((resolve) =>
        other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port)),
      );
      const { code, said } = await attempt({ [name]: String(port) });
      other.close();
      expect([code, said]).toEqual([1, expect.stringContaining(String(port))]);
    }
  });

  it('refuses a store that was cut short, or is none, or is of a newer version', async () => {
    const platform = await Platform.start({ CAUSEWAY_DATA_DIR: join(folder, 'data') });
    const operator = await Client.as(platform.url, OPERATOR);
    for (let i = 0; i < 20; i++)
      await operator.post('/api/v1/tenants', {
        name: `T${i}`,
        companyCode: `${i}|CZ`,
        roles: ['customer'],
        email: 'a@b.example',
        language: 'en',
      });
    await platform.kill('SIGTERM');
    const file = join(folder, 'data', 'events.db');
    const whole = readFileSync(file);

    truncateSync(file, Math.floor(whole.length / 8192) * 4096);
    expect(await attempt({})).toMatchObject({ code: 1, said: expect.stringContaining('events.db') });
    writeFileSync(file, randomBytes(whole.length));
    expect(await attempt({})).toMatchObject({ code: 1, said: expect.stringContaining('events.db') });
    const newer = Buffer.from(whole);
    newer.writeUInt32BE(9999, 60); // SQLite's user_version: the store's format
    writeFileSync(file, newer);
    expect(await attempt({})).toMatchObject({ code: 1, said: expect.stringContaining('events.db') });
  }, 60_000);

  it('refuses a second platform on one data folder, and says who holds it', async () => {
    const platform = await Platform.start({ CAUSEWAY_DATA_DIR: join(folder, 'data') });
    const { code, said } = await attempt({});
    expect(code).toBe(1);
    expect(said).toMatch(/process \d+|\d{2,}/);
    await platform.kill('SIGKILL');
    await platform.restart(); // what a dead process held is free
    await platform.kill('SIGTERM');
  }, 60_000);

  it('takes a further secret of the operator, and keeps the first alive', async () => {
    const settings = { CAUSEWAY_DATA_DIR: join(folder, 'data') };
    await (await Platform.start(settings)).kill('SIGTERM');
    const second = { ...OPERATOR, clientSecret: 'quite-another-one' };
    const platform = await Platform.start({ ...settings, CAUSEWAY_OPERATOR_CLIENT_SECRET: second.clientSecret });
    expect(platform.output).toMatch(/further/);
    expect([(await token(platform.url, OPERATOR)).status, (await token(platform.url, second)).status]).toEqual([200, 200]);
    expect(platform.output).not.toContain(second.clientSecret);
    await platform.kill('SIGTERM');
    expect(existsSync(join(folder, 'data', 'events.db'))).toBe(true);
  }, 60_000);

  it('waits for an event store that is not there yet, says so, and is ready once it is', async () => {
    const port = await freePort();
    const platform = Platform.start({
      CAUSEWAY_DATA_DIR: folder,
      CAUSEWAY_EVENT_STORE: `esdb://127.0.0.1:${port}?tls=false`,
      CAUSEWAY_MASTER_KEY: randomBytes(32).toString('base64'),
    });
    await sleep(13_000);
    const store = await startDouble({ port });
    try {
      const started = await platform;
      expect(started.output).toMatch(/^The event store does not answer yet/m);
      expect(await token(started.url, OPERATOR, { scope: 'orders' })).toMatchObject({ status: 200 });
      expect(await started.kill('SIGTERM')).toBe(0);
    } finally {
      await store.close();
    }
  }, 60_000);
});
