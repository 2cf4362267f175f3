import { replay } from '@causeway/event-sourcing/model';
import { recorded } from '@causeway/event-sourcing/testing';
import { requestHistory } from './request';
import type { RequestEvent } from './request.events';
import { answered, answerPart, claimed, takenOver } from './request.examples';

const seen = (...facts: readonly RequestEvent[]) => replay(requestHistory, recorded(...facts));

describe('an idempotent request', () => {
  it('is claimed, and taken over with the seed and time of its claim', () => {
    expect(seen(claimed, takenOver).claim).toEqual({ ...claimed.data, ...takenOver.data, claimedOn: '2026-01-01T09:00:01.000Z' });
  });
  it('forgets the parts of an attempt that did not come to its answer', () => {
    const torn = { ...answerPart, data: { sealed: 'torn' } };
    expect(seen(claimed, torn, takenOver, answerPart, answered).answer?.sealed).toEqual(['p1.0b7cf6f2.AAAA', 'p1.0b7cf6f2.BBBB']);
  });
});
