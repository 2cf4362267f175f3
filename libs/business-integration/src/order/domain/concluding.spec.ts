import { specify } from '@causeway/event-sourcing/testing';
import { conclude, order, receive } from './order';
import type { OrderStatusChanged, StatusGiven, SystemStatus } from './order.events';
import { done, released } from './order.examples';

const { given } = specify(order);
const silent = { note: null, reasonCode: null, accountIdentifier: null, accessUrl: null };
const said = (systemStatus: SystemStatus, more: Partial<StatusGiven> = {}): OrderStatusChanged => ({
  type: 'OrderStatusChanged',
  data: { ...done.data, ...silent, systemStatus, ...more },
});
const success = { ...silent, success: true, accountIdentifier: 'crm-1', note: 'Welcome' };
const failure = { ...silent, success: false, reasonCode: 'MAX_USERS_REACHED', note: 'Full' };
const [validation, confirmed] = [said('Validation'), said('Confirmed')];
const toDone = said('Done', { accountIdentifier: 'crm-1', note: 'Welcome' });
const toFail = said('Fail', { reasonCode: 'MAX_USERS_REACHED', note: 'Full' });

describe('what a product host said', () => {
  it('is a way through the table from wherever the order is', () => {
    given(released).when(conclude(success)).then(validation, confirmed, toDone);
    given(released, validation).when(conclude(success)).then(confirmed, toDone);
    given(released, validation, confirmed).when(conclude(success)).then(toDone);
    given(released).when(conclude(failure)).then(validation, toFail);
    given(released, validation).when(conclude(failure)).then(toFail);
    given(released, validation, confirmed).when(conclude(failure)).then(toFail);
  });
  it('moves nothing that was settled before', () => {
    given(released, validation, toFail).when(conclude(success)).thenNothing();
    given(released, validation, confirmed, toDone).when(conclude(failure)).thenNothing();
    given().when(conclude(success)).thenNothing();
  });
  it('taken for later is being looked at', () => {
    given(released).when(receive).then(validation);
    given(released, validation, confirmed).when(receive).thenNothing();
    given().when(receive).thenNothing();
  });
});
