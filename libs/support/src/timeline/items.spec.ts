import { recorded } from '@causeway/event-sourcing/testing';
import { looked } from '../look/domain/look.examples';
import { refused } from '../refusal/domain/refusal.examples';
import { lookItem, refusalItem, withoutSealed } from './items';

describe('a line of a timeline', () => {
  it('says what was refused, of what it was asked', () =>
    expect(refusalItem(recorded(refused)[0]!)).toMatchObject({
      kind: 'refusal',
      position: '1',
      subject: refused.data.subject,
      actor: 'client:ada',
      data: { command: 'SetOrderStatus', code: 'order.invalid-transition', extra: { allowed: [] } },
    }));
  it('says what was looked at, and at a list under the name of the tenant', () => {
    expect(lookItem(recorded(looked)[0]!, 'tenant:acme')).toMatchObject({
      kind: 'look',
      subject: looked.data.subject,
      data: { what: 'timeline' },
    });
    const list = { ...looked, data: { ...looked.data, subject: null } };
    expect(lookItem(recorded(list)[0]!, 'tenant:acme').subject).toBe('tenant:acme');
  });
  it('never holds what is sealed', () =>
    expect(withoutSealed({ a: [{ sealed: 'v1.x' }], hash: 'h' })).toEqual({ a: [null], hash: '********' }));
});
