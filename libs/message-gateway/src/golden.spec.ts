import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as consumers from './consumer/domain/consumer.examples';
import * as agains from './delivery/domain/again.examples';
import * as lanes from './lane/domain/lane.examples';

const folders = { consumer: consumers, lane: lanes, delivery: agains };

describe('every fact of the gateway is readable for ever', () => {
  for (const [folder, examples] of Object.entries(folders))
    for (const example of Object.values(examples) as { type?: string; data?: unknown }[])
      if (example.type !== undefined)
        it(example.type, () => {
          const file = join(__dirname, folder, 'domain', 'golden', `${example.type}.v1.json`);
          expect(existsSync(file)).toBe(true);
          expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(example.data);
        });
});
