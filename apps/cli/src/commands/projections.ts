import type { Command } from 'commander';
import { type Api, ask, type Wire } from '../api/api';
import { NEEDS_A_PERSON } from '../ended';
import { asking, type Common } from '../options';
import { run } from '../run';
import { sayDifferences } from '../show/differences';
import { json, note, say } from '../show/print';
import { started } from '../show/progress';
import { table } from '../show/table';

type Options = Common & { reason?: string; wait?: boolean };

export const projections = (program: Command): void => {
  const group = program.command('projections').description('what is built from the record: how far it is, and building it again');
  asking(group.command('list', { isDefault: true }).description('each with its lag and state'), 'projections list').action(
    (options: Options) =>
      run(options, async (api) => {
        const body = await ask(api, '/api/v1/projections');
        if (options.json) json(body);
        else await list(body.items);
        return undefined;
      }),
  );
  job(group, 'rebuild', 'builds it again beside the live one, which serves until the new one has caught up', (_, name) => {
    say(`${name} was rebuilt and serves`);
    return undefined;
  });
  job(group, 'verify', 'folds the record again and compares: exit code 1 when anything differs', async ({ result }, name) => {
    say(`${name}: ${result.documents} documents, ${result.differences.length} ${result.differences.length === 1 ? 'differs' : 'differ'}`);
    await sayDifferences(name, result.differences);
    if (result.differences.length > 0) note(`Rebuild it: npx causeway projections rebuild ${name}`);
    return result.differences.length > 0 ? NEEDS_A_PERSON : undefined;
  });
  steer(group, 'stop', 'stands still until it is started; readers see it as it is', false);
  steer(group, 'start', 'goes on where it stopped', false);
  steer(group, 'skip', 'goes on behind the one event that it stopped at, for ever', true);
};

const list = (items: readonly Wire[]) =>
  table(
    [
      { head: 'name', flexible: true },
      { head: 'kind' },
      { head: 'state' },
      { head: 'position', right: true },
      { head: 'lag', right: true },
      { head: 'trouble', flexible: true },
    ],
    items.map(({ name, kind, state, position, lagEvents, lagSeconds, error }) => [
      name,
      kind,
      state,
      position,
      lagEvents === 0 ? '0' : `${lagEvents} events, ${lagSeconds} s`,
      error ? `at ${error.position} (${error.type}): ${error.message}` : '',
    ]),
  );

const job = (
  group: Command,
  verb: 'rebuild' | 'verify',
  description: string,
  done: (job: Wire, name: string) => number | undefined | Promise<number | undefined>,
): void => {
  asking(
    group
      .command(verb)
      .description(description)
      .argument('<name>', 'of the projection')
      .option('--no-wait', 'says the job and does not wait for it'),
    `projections ${verb} order-list`,
  ).action((name: string, options: Options) =>
    run(
      options,
      (api) =>
        started(api, {
          path: `/api/v1/projections/${encodeURIComponent(name)}/${verb}`,
          what: `${verb} ${name}`,
          wait: options.wait !== false,
          asJson: options.json === true,
          done: (ended) => done(ended, name),
        }),
      { writes: true },
    ),
  );
};

const steer = (group: Command, verb: 'stop' | 'start' | 'skip', description: string, needsReason: boolean): void => {
  const command = group.command(verb).description(description).argument('<name>', 'of the projection');
  if (needsReason) command.requiredOption('--reason <text>', 'why; it is recorded');
  else if (verb === 'stop') command.option('--reason <text>', 'why; it is recorded');
  asking(command, `projections ${verb} order-list${needsReason ? ' --reason "an event of the test that nobody needs"' : ''}`).action(
    (name: string, options: Options) => run(options, (api) => steered(api, name, verb, options), { writes: true }),
  );
};

const steered = async (api: Api, name: string, verb: string, { reason, json: asJson }: Options): Promise<undefined> => {
  const body = reason === undefined ? undefined : { reason };
  const shown = await ask(api, `/api/v1/projections/${encodeURIComponent(name)}/${verb}`, { method: 'POST', ...(body ? { body } : {}) });
  if (asJson) json(shown);
  else say(`${name} is ${shown.state}`);
  return undefined;
};
