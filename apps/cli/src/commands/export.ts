import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { query, refused } from '../api/api';
import { Ended, NEEDS_A_PERSON, WRONG_USAGE } from '../ended';
import { asking, type Common } from '../options';
import { run } from '../run';
import { json, say } from '../show/print';
import { subjectOf } from '../subject';

type Options = Common & { out: string; withPersonalData?: boolean; reason?: string };

export const exportStory = (program: Command): void => {
  asking(
    program
      .command('export')
      .description("one thing's whole story as a file, personal data and secrets masked")
      .argument('<subject>', 'order:{id or number}, tenant:{id}, …')
      .requiredOption('--out <file>', 'newline-delimited JSON')
      .option('--with-personal-data', 'personal data too; needs --reason, and the tenant sees it')
      .option('--reason <text>', 'why'),
    'export order:0190f7a2-7d5c-7a11-b9a3-2f0c5be21c55 --out case.ndjson',
  ).action((text: string, options: Options) => {
    const subject = subjectOf(text);
    const { out, withPersonalData, reason } = options;
    if (withPersonalData && !reason?.trim()) throw new Ended(WRONG_USAGE, 'Personal data leaves only for a reason: give --reason.');
    return run(options, async (api) => {
      const answer = await api.request({ method: 'GET', path: `/api/v1/stories${query({ subject, withPersonalData, reason })}` });
      if (answer.status !== 200) throw refused(answer);
      const end = answer.text.indexOf('\n');
      const head = JSON.parse(answer.text.slice(0, end));
      await writeFile(out, answer.text, { mode: 0o600 }).catch((error: Error) => {
        throw new Ended(NEEDS_A_PERSON, `${out} cannot be written: ${error.message}`);
      });
      if (options.json) json({ ...head, out });
      else say(`${head.facts} facts of ${head.subject} in ${out}${withPersonalData ? ', with personal data' : ''}`);
      return undefined;
    });
  });
};
