import { project, specify } from '@causeway/event-sourcing/testing';
import { productList } from '../read/product-list';
import { draft, product, publish, revise, withdraw } from './product';
import { codeFreed, codeTaken, content, drafted, published, revised, withdrawn } from './product.examples';
import { free, productCode, productCodeStream, take } from './product-code';

const { given } = specify(product);
const { productId, vendorTenantId } = drafted.data;

describe('a product', () => {
  it('is drafted once', () => {
    given()
      .when(draft(productId, vendorTenantId, content))
      .then(drafted);
    given(drafted)
      .when(draft(productId, vendorTenantId, content))
      .thenNothing();
  });
  it('is published and withdrawn, quietly the second time, and can come back', () => {
    given(drafted).when(publish).then(published);
    given(drafted, published).when(publish).thenNothing();
    given(drafted, published).when(withdraw).then(withdrawn);
    given(drafted)
      .when(withdraw)
      .thenRefused('product.invalid-transition', { allowed: ['publish'] });
    given(drafted, published, withdrawn).when(publish).then(published);
  });
  it('that is fulfilled by events is not published without an integration', () =>
    given({ ...drafted, data: { ...drafted.data, fulfilment: 'events' } })
      .when(publish)
      .thenRefused('product.integration-missing'));
  it('is revised, and quietly into what it is', () => {
    given(drafted)
      .when(revise((now) => ({ ...content, code: 'crm-2', name: `${now.name.slice(0, 8)} 2` })))
      .then(revised);
    given(drafted)
      .when(revise(() => content))
      .thenNothing();
  });
  it('keeps its application once published, and everything once withdrawn', () => {
    const another = revise(() => ({ ...content, applicationCode: 'acme.erp' }));
    given(drafted, published).when(another).thenRefused('product.published');
    given(drafted, published, withdrawn).when(another).thenRefused('product.withdrawn');
  });
  it('is listed as it stands', () =>
    expect(project(productList, drafted, published, revised)[productId]).toMatchObject({
      status: 'published',
      name: 'Acme CRM 2',
      vendorId: 'acme',
      revision: 2,
    }));
});

describe('a product code', () => {
  const code = specify(productCode);
  it('is taken by one product', () => {
    code
      .given()
      .when(take(productId, 'acme', 'crm', content))
      .then(codeTaken);
    code
      .given(codeTaken)
      .when(take('another', 'acme', 'crm', null))
      .thenRefused('product.duplicate-code');
  });
  it('is freed by who holds it', () => {
    code
      .given(codeTaken)
      .when(free(productId, 'acme', 'crm'))
      .then(codeFreed);
    code
      .given(codeTaken)
      .when(free('another', 'acme', 'crm'))
      .thenNothing();
  });
  it('is the vendor’s own, whatever its case', () => expect(productCodeStream('Acme', 'CRM').name).toBe('productcode-acme.crm'));
});
