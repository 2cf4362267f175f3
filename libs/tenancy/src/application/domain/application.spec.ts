import { specify } from '@causeway/event-sourcing/testing';
import { APPLICATION_CODE, application, applicationStream, mayRegister, register, seenBy } from './application';
import { registered } from './application.examples';

const { given } = specify(application);

describe('an application', () => {
  it('is registered', () => given().when(register(registered.data)).then(registered));
  it('has a code of its own', () =>
    given(registered)
      .when(register({ ...registered.data, vendorTenantId: 'globex' }))
      .thenRefused('application.duplicate-code'));

  it('is seen by its vendor and the operator, and unknown to others', () => {
    const state = given(registered).state();
    expect(seenBy({ isOperator: false, tid: 'ACME' })(state)).toMatchObject({ applicationCode: 'acme.crm' });
    expect(seenBy({ isOperator: true, tid: 'operator' })(state)).toMatchObject({ applicationCode: 'acme.crm' });
    expect(() => seenBy({ isOperator: false, tid: 'globex' })(state)).toThrow(expect.objectContaining({ code: 'application.unknown' }));
    expect(() => seenBy({ isOperator: true, tid: 'operator' })(given().state())).toThrow(
      expect.objectContaining({ code: 'application.unknown' }),
    );
  });

  it('belongs to a partner, and is native only when the operator registers it', () => {
    const partner = { isOperator: false, roles: ['partner'] };
    const operator = { isOperator: true, roles: ['operator'] };
    expect(() => mayRegister('cloud', partner)).not.toThrow();
    expect(() => mayRegister('native', operator)).not.toThrow();
    expect(() => mayRegister('native', partner)).toThrow(expect.objectContaining({ code: 'token.operator-only' }));
    expect(() => mayRegister('cloud', { isOperator: false, roles: ['customer'] })).toThrow(
      expect.objectContaining({ code: 'tenant.not-partner' }),
    );
  });

  it.each(['acme', 'Acme.crm', 'acme.', '.crm', 'a.b.c.d.e', `a.${'b'.repeat(32)}`, 'acme_x.crm'])('is never called %s', (code) => {
    expect(APPLICATION_CODE.test(code)).toBe(false);
    expect(applicationStream(code).name).toBe('application-');
  });
});
