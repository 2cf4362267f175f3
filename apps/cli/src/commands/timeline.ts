import type { Command } from 'commander';
import { type Api, ask, everything, pages, query, type Wire } from '../api/api';
import { asking, type Common } from '../options';
import { run } from '../run';
import { itemLine } from '../show/items';
import { json, say } from '../show/print';
import { showState } from './state';

type Options = Common & { at?: string; follow?: boolean; after?: string };

const LOOK_MS = 500;

export const timeline = (program: Command): void => {
  asking(
    program
      .command('timeline')
      .description('everything that happened to one thing: facts, refusals, deliveries, looks')
      .argument('<subject>', 'order:{id}, subscription:{id}, product:{id}, integration:{id}, tenant:{id}, consumer:{code}')
      .option('--at <moment>', 'how it stood at a revision or a time')
      .option('--after <position>', 'only what lies behind this position')
      .option('--follow', 'goes on with what comes, until it is interrupted'),
    'timeline order:0190f7a2-7d5c-7a11-b9a3-2f0c5be21c55',
    'timeline order:0190f7a2-7d5c-7a11-b9a3-2f0c5be21c55 --follow',
  ).action((subject: string, options: Options) =>
    run(options, async (api) => {
      if (options.at !== undefined) return showState(api, subject, options.at, options.json);
      if (options.follow) return follow(api, subject, options);
      const path = `/api/v1/timeline${query({ subject, after: options.after })}`;
      if (options.json) json({ items: await everything(api, path), nextCursor: null });
      else for await (const page of pages(api, path)) for (const item of page) say(itemLine(item));
      return undefined;
    }),
  );
};

const follow = async (api: Api, subject: string, { json: asJson, after }: Options): Promise<undefined> => {
  const ending = new AbortController();
  process.once('SIGINT', () => ending.abort());
  process.once('SIGTERM', () => ending.abort());
  const show = (item: Wire) => say(asJson ? JSON.stringify(item) : itemLine(item));
  const lines = api.lines(`/api/v1/timeline${query({ subject, after })}`, 'text/event-stream', ending.signal);
  try {
    if (lines === null) await poll(api, subject, after, show, ending.signal);
    else for await (const line of lines) if (line.startsWith('data: ')) show(JSON.parse(line.slice('data: '.length)));
  } catch (error) {
    if (!ending.signal.aborted) throw error;
  }
  return undefined;
};

/** On the stores themselves nobody tells: they are asked again. */
const poll = async (
  api: Api,
  subject: string,
  from: string | undefined,
  show: (item: Wire) => void,
  signal: AbortSignal,
): Promise<void> => {
  const { setTimeout: sleep } = await import('node:timers/promises');
  for (let after = from; !signal.aborted; ) {
    const { items } = await ask(api, `/api/v1/timeline${query({ subject, after, limit: 1000 })}`);
    for (const item of items) {
      show(item);
      after = item.position;
    }
    if (items.length === 0) await sleep(LOOK_MS, undefined, { signal });
  }
};
