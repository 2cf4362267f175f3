import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Event, type Upcasts, upcast, versionOf } from '@causeway/event-sourcing/model';

const root = join(__dirname, '../../libs');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((file) => join(root, file));
const examples = files.filter((file) => file.endsWith('.examples.ts'));

type Known = { event: Event; file: string; upcasts: Upcasts };

const known: Known[] = examples.flatMap((file) => {
  const upcastsFile = file.replace('.examples.ts', '.upcasts.ts');
  const upcasts: Upcasts = existsSync(upcastsFile)
    ? Object.assign({}, ...Object.values(require(upcastsFile) as Record<string, Upcasts>))
    : {};
  return Object.values(require(file) as Record<string, Event>)
    .filter((event) => typeof event === 'object' && typeof event?.type === 'string')
    .map((event) => ({ event, file, upcasts }));
});
const ofType = new Map(known.map((one) => [one.event.type, one]));

/** Every type that an events file declares: `Event<'OrderReleased', …>`. */
const declared = files
  .filter((file) => file.endsWith('.events.ts'))
  .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\bEvent<\s*'(\w+)'/g)].map(([, type]) => ({ type: type!, file })));

describe('the vocabulary', () => {
  it('knows facts', () => expect(declared.length).toBeGreaterThan(10));

  it('has one owner for each fact', () => {
    const owners = new Map<string, Set<string>>();
    for (const { type, file } of declared) owners.set(type, (owners.get(type) ?? new Set()).add(file));
    expect([...owners].filter(([, files]) => files.size > 1).map(([type]) => type)).toEqual([]);
  });

  it.each(declared.map(({ type, file }) => [type, file]))('%s has an example beside it', (type, file) => {
    const example = ofType.get(type);
    expect(example && dirname(example.file)).toBe(dirname(file));
  });

  it.each(declared.map(({ type }) => [type]))('%s can still be read in every shape that it ever had', (type) => {
    const { event, file, upcasts } = ofType.get(type)!;
    for (let version = 1; version <= versionOf(upcasts, type); version++) {
      const golden = JSON.parse(readFileSync(join(dirname(file), 'golden', `${type}.v${version}.json`), 'utf8'));
      expect(upcast(upcasts, type, version, golden)).toEqual(event.data);
    }
  });

  it('keeps no golden file of a fact that nobody knows', () => {
    const golden = files.filter((file) => file.includes('/golden/')).map((file) => basename(file).split('.')[0]!);
    expect(golden.filter((type) => !ofType.has(type))).toEqual([]);
  });
});
