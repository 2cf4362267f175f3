import { specify } from '@causeway/event-sourcing/testing';
import { change, close, open, pause, resume, tenant } from './tenant';
import { changed, closed, opened, paused, resumed } from './tenant.examples';
import { idFromName } from './tenant-id';

const { given } = specify(tenant);

describe('a tenant', () => {
  it('is opened', () => given().when(open(opened.data)).then(opened));
  it('is opened quietly when the same onboarding asks again', () => given(opened, paused).when(open(opened.data)).thenNothing());
  it('keeps its id for itself', () =>
    given(opened)
      .when(open({ ...opened.data, onboardingId: 'another' }))
      .thenRefused('tenant.duplicate-id'));
  it('keeps its id for itself when it is closed', () =>
    given(opened, closed)
      .when(open({ ...opened.data, onboardingId: 'another' }))
      .thenRefused('tenant.duplicate-id'));
  it('is not called operator, however it is spelled', () =>
    given()
      .when(open({ ...opened.data, tenantId: 'Operator' }))
      .thenRefused('tenant.duplicate-id'));

  it('changes by a merge patch, which takes away what is null', () =>
    given(opened)
      .when(change({ name: 'Acme', email: 'it@acme.example', options: { console: { theme: null } } }))
      .then(changed));
  it('changes quietly into what it is', () =>
    given(opened)
      .when(change({ name: 'Acme Software', language: 'en', options: {} }))
      .thenNothing());
  it('loses all its options to null', () =>
    given(opened)
      .when(change({ options: null }))
      .then({ type: 'TenantChanged', data: { tenantId: 'acme', options: {} } }));
  it('takes options that were not there, without what is null in them', () =>
    given(opened, changed)
      .when(change({ options: { console: 'plain', mail: { from: null, to: ['a', null] } } }))
      .then({ type: 'TenantChanged', data: { tenantId: 'acme', options: { console: 'plain', mail: { to: ['a', null] } } } }));
  it('does not change once it is closed', () =>
    given(opened, closed)
      .when(change({ name: 'Acme' }))
      .thenRefused('tenant.closed'));

  it('pauses', () => given(opened).when(pause).then(paused));
  it('pauses quietly the second time', () => given(opened, paused).when(pause).thenNothing());
  it('resumes', () => given(opened, paused).when(resume).then(resumed));
  it('resumes quietly when it was not paused', () => given(opened, paused, resumed).when(resume).thenNothing());
  it('closes, paused or not', () => given(opened, paused).when(close).then(closed));
  it('closes quietly the second time', () => given(opened, closed).when(close).thenNothing());
  it('neither pauses nor resumes once it is closed', () => {
    given(opened, closed).when(pause).thenRefused('tenant.closed');
    given(opened, closed).when(resume).thenRefused('tenant.closed');
  });
  it.each([pause, resume, close, change({})])('is unknown before it is opened', (decide) =>
    given().when(decide).thenRefused('tenant.unknown'),
  );
  it('that is the marketplace itself is neither paused nor closed', () => {
    const operator = { ...opened, data: { ...opened.data, tenantId: 'operator', roles: ['operator'] as const } };
    given(operator).when(pause).thenRefused('tenant.operator');
    given(operator).when(close).thenRefused('tenant.operator');
  });

  it('remembers who opened it and who changed it, and when', () =>
    expect(given(opened, changed).state()).toMatchObject({
      name: 'Acme',
      email: 'it@acme.example',
      createdOn: '2026-01-01T09:00:00.000Z',
      modifiedOn: '2026-01-01T09:00:01.000Z',
      createdBy: 'client:ada',
    }));
});

describe('a tenant id made from a name', () => {
  it.each([
    ['Acme Software, s.r.o.', 'acme-software-s-r-o'],
    ['Žluťoučký kůň', 'zlutoucky-kun'],
    ['AB', 'tenant-ab'],
    ['株式会社', 'tenant'],
    ['-'.repeat(200), 'tenant'],
  ])('%s becomes %s', (name, id) => expect(idFromName(name)).toBe(id));
});
