import { matches } from './pattern';
import type { FieldType, FormField } from './product.events';

export type Answer = string | number | boolean;
export type Fault = { pointer: string; message: string };

/** What a customer answered, judged by the product's form: the answers in the form's order, and everything wrong with them. */
export const judgeAnswers = (
  form: readonly FormField[],
  given: Readonly<Record<string, unknown>>,
): { answers: readonly (readonly [FormField, Answer])[]; faults: readonly Fault[] } => {
  const known = new Set(form.map(({ name }) => name));
  const faults: Fault[] = Object.keys(given)
    .filter((name) => !known.has(name))
    .map((name) => fault(name, 'the form has no such field'));
  const answers: (readonly [FormField, Answer])[] = [];
  for (const field of form) {
    const answer = Object.hasOwn(given, field.name) ? given[field.name] : null;
    if (answer === null || answer === undefined || answer === '') {
      if (field.required) faults.push(fault(field.name, 'must be answered'));
      continue;
    }
    const wrong = wrongWith(field, answer);
    if (wrong === null) answers.push([field, answer as Answer]);
    else faults.push(fault(field.name, wrong));
  }
  return { answers, faults };
};

const fault = (name: string, message: string): Fault => ({
  pointer: `/answers/${name.slice(0, 200).replaceAll('~', '~0').replaceAll('/', '~1')}`,
  message,
});

const MAX_ANSWER = 2000;
/** Shorter, so that all patterns of a form take no time worth naming. */
const MAX_MATCHED = 500;
const LABEL = '[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const DOMAIN = new RegExp(`^(${LABEL}\\.)+${LABEL}$`);
const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,255}$/;

const wrongWith = ({ type, options, pattern }: FormField, answer: unknown): string | null => {
  if (type === 'number') return typeof answer === 'number' && Number.isFinite(answer) ? null : 'must be a number';
  if (type === 'boolean') return typeof answer === 'boolean' ? null : 'must be true or false';
  if (typeof answer !== 'string') return 'must be a text';
  if (answer.length > MAX_ANSWER) return `must be at most ${MAX_ANSWER} characters`;
  if (type === 'select') return options?.includes(answer) ? null : 'must be one of the options';
  if (!LOOKS[type](answer)) return SHOULD[type];
  if (pattern === undefined) return null;
  if (answer.length > MAX_MATCHED) return `must be at most ${MAX_MATCHED} characters`;
  return matches(pattern, answer) ? null : 'does not have the form that is asked for';
};

type Written = Exclude<FieldType, 'number' | 'boolean' | 'select'>;

const LOOKS: Readonly<Record<Written, (answer: string) => boolean>> = {
  text: () => true,
  email: (answer) => answer.length <= 254 && EMAIL.test(answer) && DOMAIN.test(answer.slice(answer.indexOf('@') + 1)),
  domain: (answer) => answer.length <= 253 && DOMAIN.test(answer),
  country: (answer) => /^[A-Z]{2}$/.test(answer),
  phone: (answer) => /^\+?[0-9][0-9 ()./-]{2,29}$/.test(answer),
};

const SHOULD: Readonly<Record<Written, string>> = {
  text: 'must be a text',
  email: 'must be an e-mail address',
  domain: 'must be a domain name',
  country: 'must be an ISO 3166-1 alpha-2 country code',
  phone: 'must be a phone number',
};
