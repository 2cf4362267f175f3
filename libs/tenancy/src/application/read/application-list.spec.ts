import { project } from '@causeway/event-sourcing/testing';
import { registered } from '../domain/application.examples';
import { applicationList } from './application-list';

it('the list of applications keeps each, by its vendor without case', () =>
  expect(project(applicationList, { ...registered, data: { ...registered.data, vendorTenantId: 'Acme' } })).toEqual({
    'acme.crm': expect.objectContaining({
      ...registered.data,
      vendorTenantId: 'Acme',
      vendor: 'acme',
      revision: 0,
      createdBy: 'client:ada',
    }),
  }));
