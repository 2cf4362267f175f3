import { sharedStreamOf } from './model';
import { Subjects, subject } from './subjects';

const history = { category: 'thing', version: 1, initial: null, evolve: () => null };
const thing = subject({
  kind: 'thing',
  stream: (id) => (/^\d+$/.test(id) ? sharedStreamOf(history, id) : null),
  sharers: () => [],
  show: () => ({}),
});

describe('names of things', () => {
  const subjects = new Subjects();
  subjects.add(thing);

  it('stand for a stream', () => expect(subjects.find('thing:7')).toMatchObject({ kind: 'thing', id: '7', stream: { name: 'thing-7' } }));
  it.each(['thing', 'thing:', ':7', 'other:7', 'thing:x', ''])('"%s" stands for nothing', (name) => expect(subjects.find(name)).toBeNull());
  it('have one owner', () => expect(() => subjects.add(thing)).toThrow('Two things are called thing.'));
});
