import type { Api, Wire } from '../api/api';
import { sayDeliveries } from './deliveries';

const api = (status: number, body: Wire): Api => ({
  place: 'here',
  offline: false,
  request: async () => ({ status, headers: {}, text: JSON.stringify(body) }),
  lines: () => null,
  close: async () => undefined,
});

/** What would be printed. */
const printed = async (work: () => Promise<void>): Promise<string> => {
  const { write } = process.stdout;
  let text = '';
  Object.assign(process.stdout, {
    write: (chunk: string) => {
      text += chunk;
      return true;
    },
  });
  await work().finally(() => Object.assign(process.stdout, { write }));
  return text;
};

const item = { messageId: 'm', consumerCode: 'acme', messageType: 'X', subject: 'order:1', position: '7', state: 'delivered' };
const one = { ...item, nextAttemptOn: null, replay: true };
const moments = { items: [{ position: '7', occurredOn: '2026-11-21T10:00:00.000Z' }] };

describe('the list of deliveries', () => {
  it('says when each fact happened, and which is a copy', async () =>
    expect(await printed(() => sayDeliveries(api(200, moments), [one], 1))).toMatch(
      /m +acme +X +order:1 +7 +2026-11-21 10:00:00.000 +delivered \(again\)\n$/,
    ));
  it('leaves the time out where it may not be asked', async () =>
    expect(await printed(() => sayDeliveries(api(403, {}), [one], 1))).toMatch(/order:1 +7 +delivered \(again\)\n$/));
  it.each([
    [245, '1 of 245: --limit 245 shows all'],
    [null, '1 of more than 10000: --limit 10, or narrow it by --from and --to'],
  ])('says that it was cut (%s)', async (total, sentence) =>
    expect(await printed(() => sayDeliveries(api(200, moments), [one], total))).toContain(`\n${sentence}\n`),
  );
});
