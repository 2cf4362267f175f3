/** Money at the edges and in facts: a decimal string, never a float (spec 00, *Events*). ISO 4217 currency. */
export type Money = Readonly<{ amount: string; currency: string }>;
