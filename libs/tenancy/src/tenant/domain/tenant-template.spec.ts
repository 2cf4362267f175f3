import { specify } from '@causeway/event-sourcing/testing';
import { make, templateStream, tenantTemplate } from './tenant-template';
import { templateMade } from './tenant-template.examples';

const { given } = specify(tenantTemplate);

describe('a tenant template', () => {
  it('is made', () => given().when(make(templateMade.data)).then(templateMade));
  it('is made once', () => given(templateMade).when(make(templateMade.data)).thenRefused('tenant-template.duplicate-code'));
  it('is its owner’s, by a code without case', () => expect(templateStream('Resale', 'Czech').name).toBe('tenanttemplate-resale.czech'));
});
