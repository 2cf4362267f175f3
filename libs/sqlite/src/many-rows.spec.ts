import { connect, LIMIT, ManyRows, prepareRows } from './index';

describe('many rows', () => {
  it.each([0, 1, 3, 4, 15, 16, 17, 37, 64])('are inserted, %d of them, each as it was given and in that order', (count) => {
    const db = connect(':memory:');
    db.exec('CREATE TABLE t (n INTEGER, name TEXT, empty TEXT)');
    const rows = Array.from({ length: count }, (_, n) => [n, `row ${n}`, null]);
    new ManyRows(db, 't', ['n', 'name', 'empty']).insert(rows.flat());
    expect(prepareRows(db, 'SELECT n, name, empty FROM t ORDER BY rowid').all()).toEqual(rows);
    db.close();
  });

  it('stop at one that may not be', () => {
    const db = connect(':memory:');
    db.exec('CREATE TABLE t (n INTEGER UNIQUE)');
    expect(() => new ManyRows(db, 't', ['n']).insert([1, 2, 2])).toThrow(/UNIQUE/);
    db.close();
  });
});

describe('a limit', () => {
  it('that is bound is kept to', () => {
    const db = connect(':memory:');
    const statement = prepareRows(db, `SELECT value FROM json_each('[1, 2, 3]') ${LIMIT}`);
    expect([statement.all(2), statement.all(0), statement.all(-1)]).toEqual([[[1], [2]], [], [[1], [2], [3]]]);
    db.close();
  });
});
