import type { Command } from 'commander';
import { ask, first, query } from '../api/api';
import { asking, type Common } from '../options';
import { run } from '../run';
import { retoldOf, sayDeliveries, sayDelivery } from '../show/deliveries';
import { json, say } from '../show/print';
import { started } from '../show/progress';
import { subjectOf } from '../subject';

type Filters = Common & { consumer?: string; state?: string; type?: string; subject?: string; from?: string; to?: string; limit?: string };
type Redo = Common & { reason: string; from: string; to?: string; type?: string[]; subject?: string; dryRun?: boolean; wait?: boolean };

const PATH = '/api/v1/gateway/deliveries';

export const deliveries = (program: Command): void => {
  const group = program.command('deliveries').description('what was told to whom, and telling it again');
  asking(
    group
      .command('list', { isDefault: true })
      .description('the newest first')
      .option('--consumer <code>', 'of this consumer')
      .option('--state <state>', 'scheduled, delivering, delivered, failed, exhausted, held or skipped')
      .option('--type <messageType>', 'of this type')
      .option('--subject <subject>', 'about this thing: order:{id or number}, …')
      .option('--from <place>', 'a time or a position, inclusive')
      .option('--to <place>', 'a time or a position, exclusive')
      .option('--limit <number>', 'at most so many', '100'),
    'deliveries list --consumer acme --state exhausted',
  ).action((options: Filters) => {
    const { consumer, state, type: messageType, from, to } = options;
    const subject = options.subject === undefined ? undefined : subjectOf(options.subject);
    const most = Number(options.limit) || 100;
    return run(options, async (api) => {
      const { items, total } = await first(api, `${PATH}${query({ consumer, state, messageType, subject, from, to })}`, most);
      if (options.json) json({ totalCount: items.length, items, nextCursor: null });
      else await sayDeliveries(api, items, total);
      return undefined;
    });
  });
  asking(
    group.command('show').description('one, with each attempt').argument('<messageId>'),
    'deliveries show 5b1f6f0e-57b2-8a3c-9c1d-3f1f0a9d7e11',
  ).action((messageId: string, options: Common) =>
    run(options, async (api) => {
      const one = await ask(api, `${PATH}/${encodeURIComponent(messageId)}`);
      if (options.json) json(one);
      else await sayDelivery(one, await retoldOf(api, one));
      return undefined;
    }),
  );
  asking(
    group.command('redeliver').description('sends it again').argument('<messageId>'),
    'deliveries redeliver 5b1f6f0e-57b2-8a3c-9c1d-3f1f0a9d7e11',
  ).action((messageId: string, options: Common) =>
    run(
      options,
      async (api) => {
        const body = await ask(api, `${PATH}/${encodeURIComponent(messageId)}/redeliver`, { method: 'POST' });
        if (options.json) json(body);
        else say(`${messageId} is sent again`);
        return undefined;
      },
      { writes: true },
    ),
  );
  asking(
    group
      .command('skip')
      .description('gives it up, so that the later ones of its subject go on')
      .argument('<messageId>')
      .requiredOption('--reason <text>', 'why; it is recorded'),
    'deliveries skip 5b1f6f0e-57b2-8a3c-9c1d-3f1f0a9d7e11 --reason "settled by telephone"',
  ).action((messageId: string, options: Redo) =>
    run(
      options,
      async (api) => {
        const body = await ask(api, `${PATH}/${encodeURIComponent(messageId)}/skip`, { method: 'POST', body: { reason: options.reason } });
        if (options.json) json(body);
        else say(`${messageId} is ${body.state}`);
        return undefined;
      },
      { writes: true },
    ),
  );
  replay(group);
};

const replay = (group: Command): void => {
  asking(
    group
      .command('replay')
      .description('tells a consumer once more what happened; with --dry-run only says what would be told')
      .argument('<consumer>', 'its code')
      .requiredOption('--from <place>', 'a time or a position, inclusive')
      .option('--to <place>', 'a time or a position, exclusive')
      .option('--type <messageType...>', 'only these types')
      .option('--subject <subject>', 'only about this thing')
      .option('--dry-run', 'tells nobody')
      .option('--no-wait', 'says the job and does not wait for it'),
    'deliveries replay acme --from 2026-11-21T00:00:00Z --dry-run',
  ).action((consumer: string, { from, to, type, subject, dryRun, json: asJson = false, wait, ...options }: Redo) =>
    run(
      options,
      (api) =>
        started(api, {
          path: `/api/v1/gateway/consumers/${encodeURIComponent(consumer)}/replay`,
          body: {
            from,
            ...(to === undefined ? {} : { to }),
            ...(type === undefined ? {} : { messageTypes: type }),
            ...(subject === undefined ? {} : { subject: subjectOf(subject) }),
            ...(dryRun ? { dryRun } : {}),
          },
          what: 'replay',
          wait: wait !== false,
          asJson,
          done: ({ result }) => {
            say(`${result.count} messages ${dryRun ? 'would be' : 'were'} told to ${consumer} again`);
            for (const { messageId, messageType, subject: about } of result.items ?? []) say(`  ${messageId}  ${messageType}  ${about}`);
            return undefined;
          },
        }),
      { writes: true },
    ),
  );
};
