import type { Command } from 'commander';
import { type Api, ask, everything, pages, query, type Wire } from '../api/api';
import { asking, type Common } from '../options';
import { run } from '../run';
import { itemLine } from '../show/items';
import { inOrderOfTime } from '../show/order-of-time';
import { json, say } from '../show/print';
import { subjectOf } from '../subject';
import { showState } from './state';

type Options = Common & { at?: string; follow?: boolean; after?: string; looks?: boolean };

const LOOK_MS = 500;

export const timeline = (program: Command): void => {
  asking(
    program
      .command('timeline')
      .description('everything that happened to one thing: facts, refusals, deliveries, looks')
      .argument('<subject>', 'order:{id or number}, subscription:{id}, product:{id}, integration:{id}, tenant:{id}, consumer:{code}')
      .option('--at <moment>', 'how it stood at a revision or a time')
      .option('--after <position>', 'only what lies behind this position')
      .option('--no-looks', 'without the looks of support')
      .option('--follow', 'goes on with what comes, until it is interrupted'),
    'timeline order:202611220045 --no-looks',
    'timeline order:0190f7a2-7d5c-7a11-b9a3-2f0c5be21c55 --follow',
  ).action((text: string, options: Options) => {
    const subject = subjectOf(text);
    return run(options, async (api) => {
      if (options.at !== undefined) return showState(api, subject, options.at, options.json);
      if (options.follow) return follow(api, subject, options);
      const path = `/api/v1/timeline${query({ subject, after: options.after })}`;
      if (options.json) json({ items: (await everything(api, path)).filter(wanted(options)), nextCursor: null });
      else for await (const item of inOrderOfTime(each(api, path))) if (wanted(options)(item)) say(itemLine(item));
      return undefined;
    });
  });
};

const wanted =
  ({ looks }: Options) =>
  ({ kind }: Wire): boolean =>
    looks !== false || kind !== 'look';

async function* each(api: Api, path: string): AsyncGenerator<Wire> {
  for await (const page of pages(api, path)) yield* page;
}

const follow = async (api: Api, subject: string, options: Options): Promise<undefined> => {
  const { json: asJson, after } = options;
  const ending = new AbortController();
  process.once('SIGINT', () => ending.abort());
  process.once('SIGTERM', () => ending.abort());
  const show = (item: Wire) => {
    if (wanted(options)(item)) say(asJson ? JSON.stringify(item) : itemLine(item));
  };
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
