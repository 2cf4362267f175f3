/**
 * Ids in rows: states are immutable, and a company may have tens of thousands of subscriptions to one product. One more copies
 * a row and the list of rows, and not all of them. No row is empty.
 */
export type Many = readonly (readonly string[])[];

const IN_A_ROW = 256;

export const including = (many: Many, id: string): boolean => many.some((row) => row.includes(id));

export const withId = (many: Many, id: string): Many => {
  const last = many.at(-1);
  return last === undefined || last.length >= IN_A_ROW ? [...many, [id]] : [...many.slice(0, -1), [...last, id]];
};

export const withoutId = (many: Many, id: string): Many =>
  many.map((row) => (row.includes(id) ? row.filter((one) => one !== id) : row)).filter((row) => row.length > 0);
