import { specify } from '@causeway/event-sourcing/testing';
import { keepKeys, keyringHistory } from './keyring';
import { made } from './keyring.examples';

const { given } = specify(keyringHistory);

describe('the keyring', () => {
  it('keeps a key of a kind that it lacks', () =>
    given()
      .when(keepKeys([made.data]))
      .then(made));
  it('keeps the key that was there first', () =>
    given(made)
      .when(keepKeys([{ ...made.data, kid: 'another' }]))
      .thenNothing());
});
