import { Pace } from './pace';

describe('the pace of lanes', () => {
  it('lets a few lanes write often, and many seldom, never more than half a second apart', async () => {
    const pace = new Pace();
    expect(pace.ms).toBe(50);
    const few = Array.from({ length: 10 }, () => pace.gather());
    expect(pace.ms).toBe(50);
    const more = Array.from({ length: 30 }, () => pace.gather());
    expect(pace.ms).toBe(200);
    const many = Array.from({ length: 400 }, () => pace.gather());
    expect(pace.ms).toBe(500);
    await Promise.all([...few, ...more, ...many]);
    expect(pace.ms).toBe(50);
  });
});
