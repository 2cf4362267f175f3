import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { ChangeBody, OnboardBody, TemplateBody } from './tenant-bodies';

const faults = (shape: new () => object, body: object) =>
  validateSync(plainToInstance(shape, body), { whitelist: true, forbidNonWhitelisted: true }).map(({ property }) => property);
const acme = {
  tenantId: 'acme',
  name: 'Acme Software',
  companyCode: '12345678|CZ',
  roles: ['partner'],
  email: 'it@acme.example',
  language: 'en',
};
const nested = (levels: number): object => (levels === 0 ? {} : { in: nested(levels - 1) });

describe('the body that onboards a tenant', () => {
  it('is fine as the spec has it', () => expect(faults(OnboardBody, acme)).toEqual([]));
  it('says everything that it must say', () =>
    expect(faults(OnboardBody, {}).sort()).toEqual(['companyCode', 'email', 'language', 'name', 'roles']));
  it('leaves roles and language to a template', () => {
    const { roles: _, language: __, ...rest } = acme;
    expect(faults(OnboardBody, { ...rest, templateCode: 'czech' })).toEqual([]);
    expect(faults(OnboardBody, { ...rest, templateCode: null })).toEqual(expect.arrayContaining(['roles', 'language']));
  });
  it.each([
    ['tenantId', ['ab', '-acme', 'a b c', 'a'.repeat(65), 'acme.crm', null, 7]],
    ['name', ['', '  ', 'x'.repeat(201), null, {}]],
    ['companyCode', ['12345678', '12345678|cz', '12345678|XX', '|CZ', '1|2|CZ', '12345678|CZE', null]],
    ['roles', [[], ['partner', 'partner'], ['operator'], ['partner', 'king'], 'partner']],
    ['email', ['acme', 'it@', null]],
    ['language', ['EN', 'eng', 'en-GB', '', null]],
    ['options', [[], 'dark', null, nested(11), { long: 'x'.repeat(65_536) }]],
    ['status', ['active']],
  ])('is refused for a wrong %s', (property, values: readonly unknown[]) => {
    for (const value of values) expect([value, faults(OnboardBody, { ...acme, [property]: value })]).toEqual([value, [property]]);
  });
  it('takes options of some depth', () => expect(faults(OnboardBody, { ...acme, options: nested(9) })).toEqual([]));
});

describe('the body that changes a tenant', () => {
  it('may say anything less, and take away only options', () => {
    expect(faults(ChangeBody, {})).toEqual([]);
    expect(faults(ChangeBody, { options: null })).toEqual([]);
    expect(faults(ChangeBody, { name: null, email: null, language: null })).toEqual(['name', 'email', 'language']);
    expect(faults(ChangeBody, { companyCode: '1|CZ', tenantId: 'other', roles: ['customer'] }).sort()).toEqual([
      'companyCode',
      'roles',
      'tenantId',
    ]);
  });
});

describe('the body that makes a template', () => {
  it('says its code and roles', () => {
    expect(faults(TemplateBody, { code: 'czech', roles: ['customer'] })).toEqual([]);
    expect(faults(TemplateBody, { code: 'a/b', language: null })).toEqual(['code', 'roles', 'language']);
  });
});
