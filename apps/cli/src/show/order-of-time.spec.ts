import { inOrderOfTime } from './order-of-time';

async function* from(...times: string[]) {
  for (const [position, time] of times.entries()) yield { position, occurredOn: time };
}
const read = async (times: string[], window?: number) => {
  const lines: string[] = [];
  for await (const { position, occurredOn } of inOrderOfTime(from(...times), window)) lines.push(`${occurredOn}${position}`);
  return lines.join(' ');
};

describe('lines of a timeline', () => {
  it('are read by time', async () => expect(await read(['a', 'c', 'd', 'b', 'e'])).toBe('a0 b3 c1 d2 e4'));
  it('of one moment keep their order', async () => expect(await read(['b', 'b', 'a', 'b', 'a'])).toBe('a2 a4 b0 b1 b3'));
  it('are held back only so far', async () => expect(await read(['b', 'c', 'd', 'a'], 2)).toBe('b0 a3 c1 d2'));
  it('may be none', async () => expect(await read([])).toBe(''));
});
