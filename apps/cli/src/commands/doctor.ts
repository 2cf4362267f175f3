import type { Command } from 'commander';
import { type Api, ask, type Wire } from '../api/api';
import { NEEDS_A_PERSON } from '../ended';
import { asking, type Common } from '../options';
import { run } from '../run';
import { colour, json, say } from '../show/print';
import { table } from '../show/table';

type Finding = { check: string; state: 'ok' | 'attention'; detail: string; remedy: string | null };

const SKEW_MS = 2_000;

export const doctor = (program: Command): void => {
  asking(program.command('doctor').description('what is wrong, and its remedy; exit code 1 says that a person is needed'), 'doctor').action(
    (options: Common) =>
      run(options, async (api) => {
        const examined = await ask(api, '/api/v1/doctor');
        const findings: Finding[] = [...(await clock(api)), ...examined.findings, ...(await deliveries(api)), ...(await consumers(api))];
        const needed = findings.filter(({ state }) => state === 'attention');
        if (options.json) json({ ...examined, findings });
        else await show(api, examined, findings, needed.length);
        return needed.length > 0 ? NEEDS_A_PERSON : undefined;
      }),
  );
};

const show = async (api: Api, { settings }: Wire, findings: readonly Finding[], needed: number): Promise<void> => {
  say(colour('bold', api.offline ? `The stores in ${api.place}` : api.place));
  await table(
    [{ head: 'check' }, { head: 'state' }, { head: 'detail', flexible: true }, { head: 'remedy', flexible: true }],
    findings.map(({ check, state, detail, remedy }) => [check, state, detail, remedy ?? '']),
  );
  say(needed === 0 ? 'Nothing needs a person.' : `${needed} finding${needed === 1 ? ' needs' : 's need'} a person.`);
  const set = settings.filter(({ value }: Wire) => value !== null);
  if (set.length > 0) say(colour('bold', '\nWhat is set'));
  for (const { name, value } of set) say(`  ${name} ${value}`);
};

/** The platform's clock against this one's, as well as a header of whole seconds tells. */
const clock = async (api: Api): Promise<Finding[]> => {
  if (api.offline) return [];
  const { headers } = await api.request({ method: 'GET', path: '/health/live' });
  const skew = headers['date'] === undefined ? 0 : Math.abs(Date.parse(headers['date']) + 500 - Date.now());
  const detail = `${(Math.max(0, skew - 500) / 1000).toFixed(1)} s apart`;
  return [
    skew > SKEW_MS
      ? { check: 'clocks', state: 'attention', detail, remedy: 'Set both machines by NTP.' }
      : { check: 'clocks', state: 'ok', detail, remedy: null },
  ];
};

const deliveries = async (api: Api): Promise<Finding[]> => {
  const count = async (state: string): Promise<number> => (await ask(api, `/api/v1/gateway/deliveries?state=${state}&limit=1`)).totalCount;
  const [exhausted, failed, held] = [await count('exhausted'), await count('failed'), await count('held')];
  const detail = `${exhausted} exhausted, ${failed} failed, ${held} held`;
  const remedy = `causeway deliveries list --state ${exhausted > 0 ? 'exhausted' : 'failed'}; redeliver when the receiver is mended, skip when it never will take it`;
  return [
    exhausted + failed > 0
      ? { check: 'deliveries', state: 'attention', detail, remedy }
      : { check: 'deliveries', state: 'ok', detail, remedy: null },
  ];
};

const consumers = async (api: Api): Promise<Finding[]> => {
  const { items } = await ask(api, '/api/v1/gateway/consumers?limit=1000');
  const disabled = items.filter(({ status }: Wire) => status === 'disabled');
  if (disabled.length === 0) return [{ check: 'consumers', state: 'ok', detail: 'none is disabled', remedy: null }];
  return disabled.map(({ consumerCode, statusReason }: Wire) => ({
    check: `consumer ${consumerCode}`,
    state: 'attention',
    detail: `disabled: ${statusReason}`,
    remedy: 'Its owner mends it and resumes it: POST /api/v1/gateway/consumers/{code}/resume',
  }));
};
