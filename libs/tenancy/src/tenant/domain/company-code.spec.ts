import { specify } from '@causeway/event-sourcing/testing';
import { claim, companyCode, companyCodeStream, free } from './company-code';
import { claimed, freed } from './company-code.examples';

const { given } = specify(companyCode);
const another = { ...claimed.data, onboardingId: 'another' };

describe('a company code', () => {
  it('is claimed by one', () => given().when(claim(claimed.data)).then(claimed));
  it('is claimed quietly when the same onboarding asks again', () => given(claimed).when(claim(claimed.data)).thenNothing());
  it('is refused to another', () => given(claimed).when(claim(another)).thenRefused('tenant.duplicate-company-code'));
  it('is freed by who holds it', () => given(claimed).when(free(claimed.data)).then(freed));
  it('is not freed by anybody else', () => given(claimed).when(free(another)).thenNothing());
  it('can be claimed again once it is free', () =>
    given(claimed, freed)
      .when(claim(another))
      .then({ ...claimed, data: another }));
  it('is the same whatever its case', () => expect(companyCodeStream('ab1|CZ').name).toBe(companyCodeStream('AB1|CZ').name));
});
