import { specify } from '@causeway/event-sourcing/testing';
import { look, looks } from './look';
import { looked } from './look.examples';

const { given } = specify(looks);

describe('a look of support', () => {
  it('is recorded', () => given().when(look(looked.data)).then(looked));
  it('is recorded once', () => given(looked).when(look(looked.data)).thenNothing());
  it('is recorded again when it is another one', () => {
    const again = { ...looked, data: { ...looked.data, lookId: 'l2' } };
    return given(looked).when(look(again.data)).then(again);
  });
});
