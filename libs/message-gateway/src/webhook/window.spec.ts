import { Window } from './window';

describe('the window of a consumer', () => {
  it('grows one by one beyond its connections while all goes well, up to a bound', () => {
    const window = new Window(40);
    expect(window.size).toBe(32);
    window.note(true);
    expect(window.size).toBe(33);
    for (let i = 0; i < 1000; i++) window.note(true);
    expect(window.size).toBe(136);
  });

  it('holds no more than its connections carry from the first that does not go well', () => {
    const window = new Window(40);
    for (let i = 0; i < 1000; i++) window.note(true);
    window.note(false);
    expect(window.size).toBe(32);
  });
});
