import type { Command } from 'commander';
import { ask, everything, query, type Wire } from '../api/api';
import { NEEDS_A_PERSON } from '../ended';
import { asking, type Common } from '../options';
import { run } from '../run';
import { json, say, time } from '../show/print';
import { table } from '../show/table';

const PATH = '/api/v1/jobs';

export const jobs = (program: Command): void => {
  const group = program.command('jobs').description('work that takes longer than a request');
  asking(
    group
      .command('list', { isDefault: true })
      .description('the newest first')
      .option('--state <state>', 'running, paused, cancelled, done or failed')
      .option('--limit <number>', 'at most so many', '100'),
    'jobs list --state running',
  ).action((options: Common & { state?: string; limit: string }) =>
    run(options, async (api) => {
      const items = await everything(api, `${PATH}${query({ state: options.state })}`, Number(options.limit) || 100);
      if (options.json) json({ totalCount: items.length, items, nextCursor: null });
      else await list(items);
      return undefined;
    }),
  );
  asking(
    group.command('show').description('one, with its result; exit code 1 when it failed').argument('<jobId>'),
    'jobs show 0190f7a2-7d5c-7a11-b9a3-2f0c5be21c55',
  ).action((jobId: string, options: Common) =>
    run(options, async (api) => shown(await ask(api, `${PATH}/${encodeURIComponent(jobId)}`), options.json)),
  );
  for (const [verb, does] of [
    ['pause', 'lets it rest'],
    ['resume', 'lets a paused one go on'],
    ['cancel', 'ends it'],
  ] as const)
    asking(group.command(verb).description(does).argument('<jobId>'), `jobs ${verb} 0190f7a2-7d5c-7a11-b9a3-2f0c5be21c55`).action(
      (jobId: string, options: Common) =>
        run(
          options,
          async (api) => shown(await ask(api, `${PATH}/${encodeURIComponent(jobId)}/${verb}`, { method: 'POST' }), options.json),
          { writes: true },
        ),
    );
};

const shown = (job: Wire, asJson = false): number | undefined => {
  if (asJson) json(job);
  else {
    say(`${job.jobId} ${job.kind}: ${job.state}, ${job.done} of ${job.total}${job.secondsLeft ? `, ${job.secondsLeft} s left` : ''}`);
    if (job.error) say(`  ${job.error}`);
    if (job.result) say(`  ${JSON.stringify(job.result)}`);
  }
  return job.state === 'failed' ? NEEDS_A_PERSON : undefined;
};

const list = (items: readonly Wire[]) =>
  table(
    [
      { head: 'job' },
      { head: 'kind', flexible: true },
      { head: 'state' },
      { head: 'done', right: true },
      { head: 'total', right: true },
      { head: 'begun' },
      { head: 'error', flexible: true },
    ],
    items.map(({ jobId, kind, state, done, total, startedOn, error }) => [
      jobId,
      kind,
      state,
      String(done),
      String(total),
      time(startedOn),
      error ?? '',
    ]),
  );
