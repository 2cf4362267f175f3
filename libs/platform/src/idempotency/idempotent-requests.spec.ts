import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedEventStore } from '@causeway/event-sourcing/stores/embedded';
import { Clock } from '../clock';
import { type Configuration, readConfiguration } from '../config/configuration';
import { Asked } from '../doors/asked';
import { Caller } from '../doors/caller';
import type { Vault } from '../vault';
import { openVault } from '../vault/open-vault';
import { AnswerKeeper } from './answer-keeper';
import { IdempotentRequests } from './idempotent-requests';
import { RequestLog } from './request-log';
import { AnsweredElsewhere, type Replay, Working } from './working';

const folder = mkdtempSync(join(tmpdir(), 'causeway-shared-'));
const caller = new Caller('ada', { kind: 'tenant', tenantId: 'acme' }, 'acme', new Set());
const answer: Replay = { status: 201, headers: { etag: '"0"' }, body: '{"id":1}' };
const shared = { ...readConfiguration({}), eventStore: 'kurrentdb://a' } as Configuration;

class SetClock extends Clock {
  ahead = 0;
  override now() {
    return new Date(Date.now() + this.ahead).toISOString();
  }
}
const clock = new SetClock();
let store: EmbeddedEventStore;
let vault: Vault;
beforeAll(async () => {
  store = await EmbeddedEventStore.open(join(folder, 'events.db'));
  vault = await openVault({ dataDir: folder, masterKey: null, mongo: 'embedded', stage: 'development' });
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => {
  clock.ahead = 0;
});

const aProcess = () => new IdempotentRequests(new RequestLog(store, vault, clock), new AnswerKeeper(vault), clock, shared);
const begin = async (one: IdempotentRequests, stream: string) => {
  const outcome = await one.begin(stream, 'print', `seed of ${Math.random()}`);
  if (!(outcome instanceof Working)) return { replay: outcome };
  const act = { tenantId: 'acme', actor: 'client:ada', correlationId: 'c', causationId: 'c', at: clock.now() };
  const asked = new Asked(caller, act, null, outcome.seed, vault.key('ids'), { key: 'k', fingerprint: 'print' });
  one.belongs(asked, outcome);
  return { working: outcome, asked };
};
const finish = (one: IdempotentRequests, working: Working, replay = answer) =>
  one.answered(working, caller, clock.now(), replay, undefined);

describe('idempotent requests of two processes', () => {
  it('wait for the one that claimed first, and give its answer', async () => {
    const [a, b] = [aProcess(), aProcess()];
    const first = await begin(a, 'request-1');
    await a.claim(first.asked!);
    const second = begin(b, 'request-1');
    setTimeout(() => void finish(a, first.working!), 300);
    expect((await second).replay).toEqual(answer);
  });

  it('give the answer of the other when both began before either claimed', async () => {
    const [a, b] = [aProcess(), aProcess()];
    const first = await begin(a, 'request-2');
    const second = await begin(b, 'request-2');
    await a.claim(first.asked!);
    setTimeout(() => void finish(a, first.working!), 200);
    await expect(b.claim(second.asked!)).rejects.toEqual(new AnsweredElsewhere(answer));
    await finish(b, second.working!, { ...answer, status: 409 });
    expect((await begin(b, 'request-2')).replay).toEqual(answer);
  });

  it('take over what another left for more than thirty seconds, under its ids, secrets and time', async () => {
    const [a, b] = [aProcess(), aProcess()];
    const first = await begin(a, 'request-3');
    const claimed = await a.claim(first.asked!);
    clock.ahead = 31_000;
    const second = await begin(b, 'request-3');
    const taken = await b.claim(second.asked!);
    expect(taken.act).toMatchObject({ at: claimed.act.at, requestId: claimed.act.requestId, repeated: true });
    expect([taken.id('x'), taken.secret('y')]).toEqual([claimed.id('x'), claimed.secret('y')]);
    expect(claimed.act.repeated).toBeUndefined();
    // The one that was taken for dead wakes up: nothing it says is remembered.
    await finish(a, first.working!, { ...answer, body: 'late' });
    await finish(b, second.working!);
    expect((await begin(a, 'request-3')).replay).toEqual(answer);
  });

  it('go on at once with what this process itself left', async () => {
    const a = aProcess();
    const first = await begin(a, 'request-4');
    const claimed = await a.claim(first.asked!);
    await finish(a, first.working!, { ...answer, status: 503 });
    const second = await begin(a, 'request-4');
    expect((await a.claim(second.asked!)).id('x')).toBe(claimed.id('x'));
    await finish(a, second.working!);
  });

  it('keep long answers in parts, whole to the last half of a character', async () => {
    const a = aProcess();
    const body = `${'x'.repeat(99_999)}😀${'€'.repeat(250_000)}`;
    const first = await begin(a, 'request-5');
    await a.claim(first.asked!);
    await finish(a, first.working!, { ...answer, body });
    expect((await begin(aProcess(), 'request-5')).replay?.body).toBe(body);
  });

  it('forget an answer with a secret after a day', async () => {
    const a = aProcess();
    const first = await begin(a, 'request-6');
    await a.claim(first.asked!);
    await a.answered(first.working!, caller, clock.now(), answer, 'ada');
    expect((await begin(a, 'request-6')).replay).toEqual(answer);
    clock.ahead = 24 * 60 * 60 * 1000 + 1000;
    await expect(begin(aProcess(), 'request-6')).rejects.toMatchObject({ code: 'idempotency.answer-gone' });
  });
});
