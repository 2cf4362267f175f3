import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const law = require('../../.dependency-cruiser.cjs') as { forbidden: { name: string }[] };

const violations = (...paths: string[]): Promise<string[]> =>
  new Promise((resolve, reject) => {
    const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const options = { cwd: root, maxBuffer: 1 << 27 };
    execFile(
      process.execPath,
      [cruiser, ...paths, '--config', '.dependency-cruiser.cjs', '--output-type', 'json'],
      options,
      (_, out, complaint) => {
        try {
          const { summary } = JSON.parse(out) as { summary: { violations: { rule: { name: string }; from: string; to: string }[] } };
          resolve(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`));
        } catch (error) {
          reject(new Error(`dependency-cruiser gave no report: ${complaint}`, { cause: error }));
        }
      },
    );
  });

/** Every source file of a kind of folder, with its text. */
const sources = (matches: RegExp): { file: string; text: string }[] =>
  ['libs', 'apps', 'test', 'examples']
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)))
    .filter((file) => matches.test(file) && !file.includes('planted') && !file.includes('node_modules'))
    .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));

describe('the dependency law', () => {
  it('is kept', async () => expect(await violations('libs', 'apps')).toEqual([]), 120_000);

  it.each(law.forbidden)(
    'would notice a broken $name',
    async ({ name }) => expect((await planted()).join('\n')).toContain(`${name}:`),
    120_000,
  );

  let noticed: Promise<string[]> | null = null;
  const planted = () => {
    noticed ??= violations('test/architecture/planted');
    return noticed;
  };
});

describe('the rest of the law', () => {
  const offenders = (files: { file: string; text: string }[], crime: RegExp) =>
    files.filter(({ text }) => crime.test(text)).map(({ file }) => file);

  it('has no clock and no chance in domain, folds and policies', () => {
    const pure = sources(/^libs\/(?!platform|event-sourcing|embedded-mongo).*\/(domain|react)\/.*(?<!spec|examples)\.ts$/).filter(
      ({ file }) => !/\/(work|read)\//.test(file),
    );
    expect(offenders(pure, /\bDate\.now\(|new Date\(\)|Math\.random|randomUUID|performance\.now/)).toEqual([]);
  });

  it('has no skipped and no focused tests', () =>
    expect(
      offenders(
        sources(/(?<!architecture)\.(spec|contract)\.ts$/),
        /\b(it|describe|test)\.(skip|only|todo)\b|\bx(it|describe)\(|\bf(it|describe)\(/,
      ),
    ).toEqual([]));

  it('has no spec that asserts nothing', () => {
    const specs = sources(/\.spec\.ts$/).filter(({ text }) => /\bit(\.each)?\(/.test(text));
    const asserts = /\bexpect\(|\.then\(|thenNothing|thenRefused|[cC]ontract\(|fc\.assert|assert/;
    expect(specs.filter(({ text }) => !asserts.test(text)).map(({ file }) => file)).toEqual([]);
  });

  it('binds no LIMIT that SQLite would look at, and so plan anew in each run', () =>
    expect(offenders(sources(/^(libs|apps)\/.*(?<!spec)\.ts$/), /[^`]LIMIT \?(?! \+)/)).toEqual([]));

  it('has no words of no meaning', () =>
    expect(offenders(sources(/^(libs\/(?!platform)|apps).*\.ts$/), /\bclass \w+(Service|Manager|Helper|Util|Mapper)\b/)).toEqual([]));
});
