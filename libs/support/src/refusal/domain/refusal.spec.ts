import { replay } from '@causeway/event-sourcing/model';
import { recorded, someTime } from '@causeway/event-sourcing/testing';
import { MOST_A_DAY, refusals, refuse } from './refusal';
import { refused } from './refusal.examples';

const standing = (times: number) => replay(refusals, recorded(...Array.from({ length: times }, () => refused)));

describe('refused commands', () => {
  it('are kept', () => expect(refuse(refused.data, someTime)(standing(0))).toEqual([refused]));
  it('are kept a hundred times a day', () => expect(refuse(refused.data, someTime)(standing(MOST_A_DAY - 1))).toEqual([refused]));
  it('are not kept a hundred and first time', () => expect(refuse(refused.data, someTime)(standing(MOST_A_DAY))).toEqual([]));
  it('are kept again the next day', () =>
    expect(refuse(refused.data, '2026-01-02T00:00:00.000Z')(standing(MOST_A_DAY))).toEqual([refused]));
});
