import type { FormField } from '../../product/domain/product.events';

/** The linked integration's fields come first; a name in both is the product's (spec 20). */
export const orderForm = (purchaseForm: readonly FormField[], integrationFields: readonly FormField[] = []): readonly FormField[] => [
  ...integrationFields.filter(({ name }) => !purchaseForm.some((own) => own.name === name)),
  ...purchaseForm,
];
