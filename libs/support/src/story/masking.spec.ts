import { masked } from './masking';

describe('what leaves the installation', () => {
  it('holds no sealed text', () =>
    expect(masked({ configuration: { phone: { sealed: 'p1.x' }, subdomain: 'globex' } }, [])).toEqual({
      configuration: { phone: null, subdomain: 'globex' },
    }));
  it('says of a sealed person that it was one', () =>
    expect(masked({ about: { what: 'user', userId: 'u1', sealed: 'p1.x' } }, [])).toEqual({
      about: { what: 'user', userId: 'u1', sealed: '********' },
    }));
  it('holds no secret, sealed or hashed, however deep', () =>
    expect(masked({ secret: { secretId: 's', hash: 'h' }, list: [{ signingSecret: 'v1.a', securityCode: null }] }, [])).toEqual({
      secret: '********',
      list: [{ signingSecret: '********', securityCode: null }],
    }));
  it('holds no personal field that was not asked for', () =>
    expect(masked({ email: 'it@acme.example', note: 'call Ada', kept: 1 }, ['email', 'note'])).toEqual({
      email: '********',
      note: '********',
      kept: 1,
    }));
});
