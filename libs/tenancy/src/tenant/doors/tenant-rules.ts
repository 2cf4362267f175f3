import { isISO31661Alpha2, Matches, ValidateBy } from 'class-validator';

/** A name says something. */
export const NotBlank = () => Matches(/\S/, { message: 'must not be blank' });

/** The last two letters of a company code are those of a country. */
export const IsInACountry = () =>
  ValidateBy({
    name: 'isInACountry',
    validator: {
      validate: (code: unknown) => typeof code === 'string' && isISO31661Alpha2(code.slice(-2)),
      defaultMessage: () => 'must end in an ISO 3166-1 alpha-2 country code',
    },
  });

const DEEPEST = 10;
const LONGEST = 65_536;

/** Looks no deeper than it must, so that nothing sent can exhaust the stack. */
const shallow = (value: unknown, left: number): boolean =>
  typeof value !== 'object' || value === null || (left > 0 && Object.values(value).every((inner) => shallow(inner, left - 1)));

/** Free settings: a JSON object, 10 levels deep and 64 KiB long at most. */
export const IsOptions = () =>
  ValidateBy({
    name: 'isOptions',
    validator: {
      validate: (value: unknown) =>
        typeof value === 'object' &&
        value !== null &&
        !Array.isArray(value) &&
        shallow(value, DEEPEST) &&
        JSON.stringify(value).length <= LONGEST,
      defaultMessage: () => `must be an object of at most ${DEEPEST} levels and ${LONGEST} characters`,
    },
  });
