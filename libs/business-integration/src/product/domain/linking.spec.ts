import { specify } from '@causeway/event-sourcing/testing';
import { linkIntegration, product, publish, unlinkIntegration } from './product';
import { drafted, integrationLinked, integrationUnlinked, published } from './product.examples';

const { given } = specify(product);
const { integrationId } = integrationLinked.data;
const byEvents = { ...drafted, data: { ...drafted.data, fulfilment: 'events' as const } };

describe('a product that is fulfilled by events', () => {
  it('is published once it is linked', () => {
    given(byEvents).when(publish).thenRefused('product.integration-missing');
    given(byEvents).when(linkIntegration(integrationId)).then(integrationLinked);
    given(byEvents, integrationLinked).when(publish).then(published);
  });
  it('has one integration at a time', () => {
    given(byEvents, integrationLinked).when(linkIntegration('another')).thenRefused('product.integration-linked');
    given(byEvents, integrationLinked).when(unlinkIntegration('another')).thenNothing();
    given(byEvents, integrationLinked).when(unlinkIntegration(integrationId)).then(integrationUnlinked);
    given(byEvents, integrationLinked, integrationUnlinked).when(publish).thenRefused('product.integration-missing');
  });
});
