import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, type Wire } from '../journeys/stage/client';
import { type Marketplace, open, purchase } from '../journeys/stage/marketplace';
import { OPERATOR, Platform } from '../journeys/stage/platform';
import { CommandLine } from './stage/command-line';

/** `npx causeway` as spec 60 has it: against a running platform, and on its files. */
describe('the command line', () => {
  const shell = new CommandLine();
  let platform: Platform;
  let market: Marketplace;
  let order: Wire;
  let online: Record<string, string>;
  const offline = () => ['--data-dir', platform.folder];
  const causeway = (...args: string[]) => shell.causeway(args, online);

  beforeAll(async () => {
    platform = await Platform.start();
    market = await open(platform);
    online = { CAUSEWAY_URL: platform.url, CAUSEWAY_CLIENT_ID: OPERATOR.clientId, CAUSEWAY_CLIENT_SECRET: OPERATOR.clientSecret };
    order = (await market.customer.post('/api/v1/storefront/orders', purchase(market.product.productId))).body;
    await market.agent.put(`/api/v1/orders/${order.id}/status`, { systemStatus: 'Validation' });
  }, 60_000);

  afterAll(async () => {
    await platform?.end();
    shell.forget();
  });

  it('has help with an example for each command, and begins quickly', async () => {
    const { out, code } = await causeway('--help');
    expect(code).toBe(0);
    const commands = [...out.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name!).filter((name) => name !== 'help' && name !== 'npx');
    expect(commands).toEqual(
      expect.arrayContaining('timeline state diff projections deliveries jobs export import config doctor login completion'.split(' ')),
    );
    const leaves = commands.flatMap((name) => (GROUPS[name] ?? ['']).map((sub) => [name, sub].filter(Boolean)));
    for (const words of leaves) {
      const help = await causeway(...words, '--help');
      expect([words, help.code]).toEqual([words, 0]);
      expect(help.out).toMatch(new RegExp(`Examples?:\\n  npx causeway ${words[0]}`));
    }
  }, 60_000);

  it('answers in the shapes of REST with --json', async () => {
    const subject = `order:${order.id}`;
    const timeline = JSON.parse((await causeway('timeline', subject, '--json')).out);
    expect(timeline).toMatchObject({
      nextCursor: null,
      items: expect.arrayContaining([expect.objectContaining({ type: 'OrderReleased' })]),
    });
    const rest = await market.operator.get(`/api/v1/timeline?subject=${subject}&at=1`);
    expect(JSON.parse((await causeway('state', subject, '--at', '1', '--json')).out)).toEqual(rest.body);
    expect(JSON.parse((await causeway('timeline', subject, '--at', '1', '--json')).out)).toEqual(rest.body);
    const diff = await market.operator.get(`/api/v1/timeline?subject=${subject}&diff=0,1`);
    expect(JSON.parse((await causeway('diff', subject, '--from', '0', '--to', '1', '--json')).out)).toEqual(diff.body);
    const names = (text: string) => JSON.parse(text).items.map(({ name }: Wire) => name);
    expect(names((await causeway('projections', '--json')).out)).toContain('order-list');
    expect(JSON.parse((await causeway('deliveries', 'list', '--json')).out)).toMatchObject({ items: [], nextCursor: null });
    const rebuilt = JSON.parse((await causeway('projections', 'rebuild', 'order-list', '--json')).out);
    expect(rebuilt).toMatchObject({ kind: 'projection.rebuild', state: 'done', result: { rebuilt: true } });
    expect(JSON.parse((await causeway('jobs', 'show', rebuilt.jobId, '--json')).out)).toEqual(rebuilt);
    expect(JSON.parse((await causeway('jobs', '--json')).out).items[0]).toMatchObject({ jobId: rebuilt.jobId, state: 'done' });
    expect(JSON.parse((await causeway('doctor', '--json')).out).findings).toContainEqual(
      expect.objectContaining({ check: 'clocks', state: 'ok' }),
    );
  }, 60_000);

  it('ends with the exit codes of the page', async () => {
    const codeOf = async (...args: string[]) => (await causeway(...args)).code;
    expect(await codeOf('timeline', `order:${order.id}`)).toBe(0);
    expect(await codeOf('jobs', 'pause', (JSON.parse((await causeway('jobs', '--json')).out).items[0] as Wire).jobId)).toBe(1);
    for (const wrong of [
      ['nonsense'],
      ['timeline'],
      ['timeline', 'thing:1'],
      ['diff', `order:${order.id}`],
      ['completion', 'tcsh'],
      ['import', 'case.ndjson'],
    ])
      expect([wrong, await codeOf(...wrong)]).toEqual([wrong, 2]);
    for (const unknown of [
      ['timeline', 'order:none'],
      ['state', `order:${order.id}`, '--at', '99'],
      ['deliveries', 'show', 'x'],
      ['projections', 'stop', 'x'],
    ])
      expect([unknown, await codeOf(...unknown)]).toEqual([unknown, 3]);
    const { clientId, clientSecret } = market.customerAccount;
    const customer = { ...online, CAUSEWAY_CLIENT_ID: clientId, CAUSEWAY_CLIENT_SECRET: clientSecret };
    expect((await shell.causeway(['projections'], customer)).code).toBe(4);
    expect((await shell.causeway(['projections'], { ...online, CAUSEWAY_CLIENT_SECRET: 'wrong' })).code).toBe(4);
    expect((await shell.causeway(['projections'], { ...online, CAUSEWAY_URL: 'http://127.0.0.1:9' })).code).toBe(4);
    const nowhere = await shell.causeway(['projections']);
    expect([nowhere.code, nowhere.err]).toEqual([4, expect.stringContaining('CAUSEWAY_URL')]);
  }, 60_000);

  it('finds an order by its number, on the platform and on its files, and says what to type', async () => {
    const byNumber = `order:${order.orderNumber}`;
    for (const where of [[], offline()]) {
      const { items } = JSON.parse((await causeway('timeline', byNumber, '--no-looks', '--json', ...where)).out);
      expect(items.map(({ subject, type }: Wire) => [subject, type])).toEqual([
        [`order:${order.id}`, 'OrderReleased'],
        [`order:${order.id}`, 'OrderStatusChanged'],
      ]);
      expect(JSON.parse((await causeway('state', byNumber, '--json', ...where)).out).state.id).toBe(order.id);
      expect((await causeway('timeline', 'order:202600000000', ...where)).code).toBe(3);
    }
    expect((await causeway('export', byNumber, '--out', join(shell.folder, 'by-number.ndjson'))).out).toContain(
      `facts of order:${order.id}`,
    );
    for (const args of [['timeline'], ['state'], ['diff', '--from', '0'], ['export', '--out', 'x'], ['deliveries', 'list', '--subject']])
      expect(await causeway(...args, order.orderNumber)).toMatchObject({
        code: 2,
        out: '',
        err: `An order is named order:${order.orderNumber}\n`,
      });
    expect((await causeway('timeline', 'thing:1')).err).toMatch(/^subject must be a name such as order:\{id\}; known kinds are .*\n$/);
    expect((await causeway('projections', 'verify', 'x')).err).toContain('causeway projections list');
  }, 60_000);

  it('reads the files beside the running platform, and does not write there', async () => {
    const subject = `order:${order.id}`;
    const there = JSON.parse((await causeway('timeline', subject, '--json')).out).items;
    const here = await shell.causeway(['timeline', subject, '--json', ...offline()]);
    expect(here.err).toBe('');
    expect(JSON.parse(here.out).items).toEqual(expect.arrayContaining(there));
    const refused = await shell.causeway(['projections', 'rebuild', 'order-list', ...offline()]);
    expect([refused.code, refused.err]).toEqual([4, expect.stringMatching(/held by another platform \(process \d+\)/)]);
  }, 60_000);

  it('keeps a login for its owner alone, asks nothing without a terminal, and needs the right secret', async () => {
    const args = ['login', '--url', platform.url, '--client-id', OPERATOR.clientId];
    expect(await shell.causeway(args)).toMatchObject({ code: 2, err: expect.stringContaining('no terminal') });
    expect((await shell.causeway(args, { CAUSEWAY_CLIENT_SECRET: 'wrong' })).code).toBe(4);
    expect((await shell.causeway(args, { CAUSEWAY_CLIENT_SECRET: OPERATOR.clientSecret })).code).toBe(0);
    const file = join(shell.folder, '.config/causeway/login.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await shell.causeway(['projections'])).code).toBe(0);
  }, 60_000);

  it('exports masked, and with personal data only for a reason', async () => {
    const out = join(shell.folder, 'story.ndjson');
    expect((await causeway('export', 'tenant:globex', '--out', out)).code).toBe(0);
    const [head, opened] = readFileSync(out, 'utf8')
      .split('\n')
      .map((line) => line && JSON.parse(line));
    expect(head).toMatchObject({ story: 1, subject: 'tenant:globex', withPersonalData: false });
    expect(opened).toMatchObject({ type: 'TenantOpened', data: { tenantId: 'globex', email: '********' } });
    expect((await causeway('export', 'tenant:globex', '--out', join(shell.folder, 'x'), '--with-personal-data')).code).toBe(2);
    expect(existsSync(join(shell.folder, 'x'))).toBe(false);
    await causeway('export', 'tenant:globex', '--out', out, '--with-personal-data', '--reason', 'ticket 1');
    expect(readFileSync(out, 'utf8')).toContain('it@globex.example');
  }, 60_000);

  it('follows what happens, until it is interrupted', async () => {
    const env = { PATH: process.env['PATH'], HOME: shell.folder, ...online };
    const cli = join(__dirname, '../../dist/apps/cli/src/main.js');
    const child = spawn(process.execPath, [cli, 'timeline', `order:${order.id}`, '--follow'], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await eventually(
      async () => text,
      (sofar) => sofar.includes('Validation'),
    );
    await market.agent.put(`/api/v1/orders/${order.id}/status`, { systemStatus: 'Confirmed' });
    await eventually(
      async () => text,
      (sofar) => sofar.includes('Confirmed'),
    );
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(text).toMatch(/event {5}OrderStatusChanged {2}Confirmed {2}by client:/);
    expect(text).not.toContain('\u001b[');
  }, 60_000);

  it('completes commands and options', async () => {
    const script = (await causeway('completion', 'bash')).out;
    const asked = `source /dev/stdin <<'EOS'\n${script}\nEOS\nCOMP_WORDS=(causeway projections ''); COMP_CWORD=2; _causeway; echo "\${COMPREPLY[*]}"`;
    const [printed] = await shell.lines([asked]);
    expect(printed).toContain('list rebuild verify stop start skip --help');
    for (const other of ['zsh', 'fish']) expect((await causeway('completion', other)).code).toBe(0);
    expect(JSON.parse((await causeway('completion', 'bash', '--json')).out)).toEqual({ shell: 'bash', script: script.trimEnd() });
  }, 60_000);
});

const GROUPS: Readonly<Record<string, readonly string[]>> = {
  projections: ['list', 'rebuild', 'verify', 'stop', 'start', 'skip'],
  deliveries: ['list', 'show', 'redeliver', 'replay', 'skip'],
  jobs: ['list', 'show', 'pause', 'resume', 'cancel'],
};
