import { specify } from '@causeway/event-sourcing/testing';
import { again, indexOf, placeOf, queuePart, redeliver, revisionOf, skip } from './again';
import { asked, item, queued, skipped } from './again.examples';

const { given } = specify(again);

describe('what is asked of deliveries', () => {
  it('is to skip one, once', () => given().when(skip(item, 'Settled by telephone.')).then(skipped));
  it('is to send one again', () => given().when(redeliver(item, 'r1')).then(asked));
  it('may be asked again for the same message', () =>
    given(asked)
      .when(redeliver(item, 'r2'))
      .then({ ...asked, data: { ...asked.data, redeliveryId: 'r2' } }));
  it('is a replay, part by part', () =>
    given(asked)
      .when(queuePart('j1', 1, [item]))
      .then(queued));
  it('queues no part twice', () =>
    given(queued)
      .when(queuePart('j1', 1, [item]))
      .thenNothing());
  it('has places in their order', () => {
    expect(placeOf(3, 7)).toBeLessThan(placeOf(4, 0));
    expect([revisionOf(placeOf(3, 7)), indexOf(placeOf(3, 7))]).toEqual([3, 7]);
  });
});
