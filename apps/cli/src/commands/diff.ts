import type { Command } from 'commander';
import { ask, query } from '../api/api';
import { asking, type Common } from '../options';
import { run } from '../run';
import { json, say } from '../show/print';
import { table } from '../show/table';
import { plain } from '../show/tree';
import { subjectOf } from '../subject';
import { NOW } from './state';

export const diff = (program: Command): void => {
  asking(
    program
      .command('diff')
      .description('what changed of a thing between two revisions or times')
      .argument('<subject>', 'order:{id or number}, tenant:{id}, …')
      .requiredOption('--from <moment>', 'a revision or a time')
      .option('--to <moment>', 'a revision or a time; now unless told'),
    'diff order:0190f7a2-7d5c-7a11-b9a3-2f0c5be21c55 --from 0 --to 2',
  ).action((text: string, options: Common & { from: string; to?: string }) => {
    const subject = subjectOf(text);
    return run(options, async (api) => {
      const found = await ask(api, `/api/v1/timeline${query({ subject, diff: `${options.from},${options.to ?? NOW}` })}`);
      if (options.json) json(found);
      else {
        say(`${subject} from revision ${found.from} to ${found.to}: ${found.changes.length} changes`);
        const rows = found.changes.map(({ pointer, from, to }: Record<string, unknown>) => [String(pointer), plain(from), plain(to)]);
        if (rows.length > 0) await table([{ head: 'what' }, { head: 'from', flexible: true }, { head: 'to', flexible: true }], rows);
      }
      return undefined;
    });
  });
};
