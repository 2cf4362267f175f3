import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { Ended, NEEDS_A_PERSON, WRONG_USAGE } from '../ended';
import { withExamples } from '../options';
import { json, say } from '../show/print';

type Options = Readonly<{ dataDir?: string; json?: boolean }>;
type Line = Readonly<Record<string, unknown>>;

export const importStory = (program: Command): void => {
  withExamples(
    program
      .command('import')
      .description('an exported story into an empty data folder: a support case on a laptop')
      .argument('<file>', 'as causeway export wrote it')
      .option('--data-dir <folder>', 'an empty or a new one (CAUSEWAY_DATA_DIR)')
      .option('--json', 'as JSON'),
    'import case.ndjson --data-dir ./case',
  ).action(async (file: string, { dataDir = process.env['CAUSEWAY_DATA_DIR'], json: asJson }: Options) => {
    if (!dataDir) throw new Ended(WRONG_USAGE, 'Say where to: give --data-dir, or set CAUSEWAY_DATA_DIR.');
    const [head, ...facts] = await linesOf(file);
    if (head?.['story'] !== 1) throw new Ended(WRONG_USAGE, `${file} is not a story that causeway export wrote.`);
    const { importFacts } = await import('../story/import-facts.js');
    const { OfflineApi } = await import('../api/offline.js');
    const paused = await importFacts(dataDir, facts as never);
    // The views are built here, so that looking at the case afterwards only reads.
    const api = await OfflineApi.open(dataDir, true);
    const caughtUp = await api.caughtUp();
    await api.close();
    if (asJson) json({ ...head, dataDir, paused });
    else {
      say(`${facts.length} facts of ${head['subject']} in ${dataDir}`);
      for (const consumer of paused) say(`${consumer} is paused: nothing leaves this folder`);
      say(`Look at it: npx causeway timeline ${head['subject']} --data-dir ${dataDir}`);
    }
    process.exitCode = caughtUp ? 0 : NEEDS_A_PERSON;
  });
};

const linesOf = async (file: string): Promise<Line[]> => {
  const lines: Line[] = [];
  try {
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY }))
      if (line !== '') lines.push(JSON.parse(line));
  } catch (error) {
    throw new Ended(WRONG_USAGE, `${file} cannot be read: ${(error as Error).message}`);
  }
  return lines;
};
