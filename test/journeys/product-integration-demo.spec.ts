import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { eventually } from './stage/client';
import { open, product } from './stage/marketplace';
import { Platform } from './stage/platform';

jest.setTimeout(90_000);

const WITHIN_MS = 45_000;

describe('the demo', () => {
  let platform: Platform;
  const says = (what: RegExp) =>
    eventually(
      async () => platform.output,
      (output) => what.test(output),
      WITHIN_MS,
    );
  afterAll(() => platform?.end());

  it('shows both ways of fulfilment, and finds its product host again when another program has its port', async () => {
    platform = await Platform.start({ CAUSEWAY_DEMO: 'true', CAUSEWAY_STAGE: 'development' });
    expect(await says(/curl /)).toMatch(
      /Maple has bought Larch CRM: order \d+\.\nThe agent has taken order \d+ to Done.*\nMaple has bought Juniper Mail: order \d+\.\nThe product host has taken order \d+ to Done/,
    );

    // The first hour's story can be told beside it, as written: none of its names is taken.
    const market = await open(platform);
    expect((await market.vendor.post('/api/v1/products', product('acme.crm'))).status).toBe(201);

    await platform.kill('SIGTERM');
    const file = join(platform.folder, 'keys', 'demo.json');
    const { port } = JSON.parse(readFileSync(file, 'utf8')).hosted;
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(port, '127.0.0.1', resolve));
    platform.output = '';
    await platform.restart();
    const again = await says(/curl /);
    expect(again).toContain('curl ');
    expect(again).not.toMatch(/did not get through|ended with/);
    expect(JSON.parse(readFileSync(file, 'utf8')).hosted.port).not.toBe(port);
    await new Promise((resolve) => squatter.close(resolve));
  });
});
