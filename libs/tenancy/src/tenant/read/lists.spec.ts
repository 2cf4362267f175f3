import { project } from '@causeway/event-sourcing/testing';
import { changed, closed, opened, paused, resumed } from '../domain/tenant.examples';
import { templateMade } from '../domain/tenant-template.examples';
import { tenantList } from './tenant-list';
import { tenantTemplateList } from './tenant-template-list';

describe('the list of tenants', () => {
  it('follows a tenant, closed ones too', () =>
    expect(project(tenantList, opened, changed, paused, resumed, closed)).toEqual({
      acme: expect.objectContaining({ tenantId: 'acme', name: 'Acme', status: 'closed', revision: 4, under: null }),
    }));
  it('keeps no options, whose keys are anybody’s', () =>
    expect(project(tenantList, opened, changed)['acme']).not.toHaveProperty('options'));
  it('goes by ids without case, and knows under whom', () => {
    const fact = { ...opened, data: { ...opened.data, tenantId: 'ACME', resellerId: 'Resale' } };
    expect(project(tenantList, fact, { ...paused, data: { tenantId: 'ACME' } })).toEqual({
      acme: expect.objectContaining({ tenantId: 'ACME', status: 'paused', under: 'resale' }),
    });
  });
  it('has a reseller under itself', () => {
    const reseller = { ...opened, data: { ...opened.data, roles: ['reseller'] as const } };
    expect(project(tenantList, reseller)).toEqual({ acme: expect.objectContaining({ under: 'acme' }) });
  });
  it('ignores a tenant that it never heard of', () => expect(project(tenantList, paused)).toEqual({}));
});

it('the list of templates keeps each, its options as text', () =>
  expect(project(tenantTemplateList, templateMade)).toEqual({
    'operator.czech-customer': expect.objectContaining({
      code: 'czech-customer',
      language: 'cs',
      options: '{"console":{"theme":"light"}}',
      owner: 'operator',
    }),
  }));
