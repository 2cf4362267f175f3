import { sharedStreamOf } from './model';
import { Subjects, subject } from './subjects';

const history = { category: 'thing', version: 1, initial: null, evolve: () => null };
const thing = subject({
  kind: 'thing',
  stream: (id) => (/^\d+$/.test(id) ? sharedStreamOf(history, id) : null),
  calledElse: async (name) => (name === 'seven' ? '7' : null),
  sharers: () => [],
  show: () => ({}),
});

describe('names of things', () => {
  const subjects = new Subjects();
  subjects.add(thing);

  it('stand for a stream', () => expect(subjects.find('thing:7')).toMatchObject({ kind: 'thing', id: '7', stream: { name: 'thing-7' } }));
  it.each(['thing', 'thing:', ':7', 'other:7', 'thing:x', ''])('"%s" stands for nothing', (name) => expect(subjects.find(name)).toBeNull());
  it('may be other names than ids, and then stand for the same', async () => {
    for (const name of ['thing:7', 'thing:seven'])
      expect(await subjects.resolve(name)).toMatchObject({ id: '7', stream: { name: 'thing-7' } });
    for (const name of ['thing:eight', 'other:seven', 'seven', '']) expect(await subjects.resolve(name)).toBeNull();
    expect(await subjects.trueName('thing:seven')).toBe('thing:7');
    for (const name of ['thing:7', 'thing:eight', 'other:seven', '']) expect(await subjects.trueName(name)).toBe(name);
  });
  it('have one owner', () => expect(() => subjects.add(thing)).toThrow('Two things are called thing.'));
});
