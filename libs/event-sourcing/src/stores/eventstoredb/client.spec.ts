import { startDouble } from '../../../../../test/eventstoredb-double/index.cjs';
import { connectionStringOf } from './client';
import { several } from './spec-kit';
import { EventStoreDbStore } from './store';

describe('a connection string', () => {
  it.each([
    ['esdb://localhost:2113', 'esdb://localhost:2113?keepAliveTimeout=10003'],
    ['esdb://localhost:2113/?tls=false', 'esdb://localhost:2113/?tls=false&keepAliveTimeout=10003'],
    ['kurrentdb://admin:changeit@a:1,b:2?tls=true', 'esdb://admin:changeit@a:1,b:2?tls=true&keepAliveTimeout=10003'],
    ['kurrentdb+discover://cluster', 'esdb+discover://cluster?keepAliveTimeout=10003'],
    ['esdb://localhost?keepAliveTimeout=20000&tls=false', 'esdb://localhost?keepAliveTimeout=20003&tls=false'],
    ['esdb://localhost?keepAliveTimeout=-1', 'esdb://localhost?keepAliveTimeout=-1'],
  ])('%s becomes %s in the third generation', (given, told) => expect(connectionStringOf(given, 3)).toBe(told));

  it('of no known kind is refused at once', () => {
    expect(() => EventStoreDbStore.connect('mongodb://localhost')).toThrow();
  });

  it.each(['kurrentdb', 'kurrentdb+discover', 'esdb+discover'])('may begin with %s', async (scheme) => {
    const double = await startDouble();
    const store = EventStoreDbStore.connect(`${scheme}://127.0.0.1:${double.port}?tls=false`);
    await store.append('order-1', 'none', several(2));
    expect(await store.read('order-1')).toHaveLength(2);
    await store.close();
    await double.close();
  });
});
