import type { Command } from 'commander';
import { type Api, ask, query } from '../api/api';
import { asking, type Common } from '../options';
import { run } from '../run';
import { colour, json, say, time } from '../show/print';
import { tree } from '../show/tree';
import { subjectOf } from '../subject';

/** Later than everything: how it stands now. */
export const NOW = '9999-12-31T00:00:00.000Z';

export const state = (program: Command): void => {
  asking(
    program
      .command('state')
      .description('how a thing stands, or how it stood at a revision or a time')
      .argument('<subject>', 'order:{id or number}, tenant:{id}, …')
      .option('--at <moment>', 'a revision or a time'),
    'state order:0190f7a2-7d5c-7a11-b9a3-2f0c5be21c55 --at 2026-11-21T10:00:00Z',
  ).action((text: string, options: Common & { at?: string }) => {
    const subject = subjectOf(text);
    return run(options, (api) => showState(api, subject, options.at ?? NOW, options.json));
  });
};

export const showState = async (api: Api, subject: string, at: string, asJson = false): Promise<undefined> => {
  const then = await ask(api, `/api/v1/timeline${query({ subject, at })}`);
  if (asJson) json(then);
  else {
    say(colour('bold', `${subject} at revision ${then.revision}, ${time(then.at)}`));
    for (const line of tree(then.state)) say(line);
  }
  return undefined;
};
