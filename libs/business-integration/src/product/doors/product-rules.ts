import { applyDecorators } from '@nestjs/common';
import { registerDecorator, ValidateIf, type ValidationArguments } from 'class-validator';
import { isPattern } from '../domain/pattern';

/** A rule of a property that a plain function can say. */
export const rule =
  (name: string, holds: (value: unknown, args: ValidationArguments) => boolean, message: string): PropertyDecorator =>
  (target, property) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: String(property),
      validator: { validate: (value, args) => holds(value, args!), defaultMessage: () => message },
    });

/** Absent is fine, `null` is not; what is there is judged. */
export const Optional = () => ValidateIf((_, value) => value !== undefined);

/** A property of some pricing models: required there, not taken elsewhere. */
export const OfModels = (...models: string[]): PropertyDecorator =>
  applyDecorators(
    ValidateIf((pricing: { model?: unknown }, value) => value !== undefined || models.includes(pricing.model as string)),
    rule(
      'ofModels',
      (_, { object }) => models.includes((object as { model?: unknown }).model as string),
      `is only for ${models.join(' and ')}`,
    ),
  ) as PropertyDecorator;

const AMOUNT = /^\d{1,12}(\.\d{1,6})?$/;
export const IsAmount = () =>
  rule(
    'isAmount',
    (value) => typeof value === 'string' && AMOUNT.test(value),
    'must be a decimal string such as "49.00": at most 12 digits before the point and 6 after',
  );

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));
export const IsCurrency = () =>
  rule('isCurrency', (value) => typeof value === 'string' && CURRENCIES.has(value), 'must be an ISO 4217 currency code');

const CODE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
export const IsCode = () =>
  rule(
    'isCode',
    (value) => typeof value === 'string' && CODE.test(value),
    'must be 1 to 64 letters, digits, ., - or _, beginning with a letter or digit',
  );

export const NotBlank = () => rule('notBlank', (value) => typeof value === 'string' && value.trim() !== '', 'must not be blank');

/** Unique among the objects of a list by one of their properties. */
export const UniqueBy = (name: string) =>
  rule(
    'uniqueBy',
    (value) => {
      if (!Array.isArray(value)) return true;
      const keys = value.map((one) => (one as Record<string, unknown> | null)?.[name]).filter((key) => key !== undefined);
      return new Set(keys).size === keys.length;
    },
    `must not have the same ${name} twice`,
  );

const FIELD_NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,99}$/;
const POISON = new Set(['__proto__', 'constructor', 'prototype']);
export const IsFieldName = () =>
  rule(
    'isFieldName',
    (value) => typeof value === 'string' && FIELD_NAME.test(value) && !POISON.has(value),
    'must be 1 to 100 letters, digits, - or _, beginning with a letter or _',
  );

export const IsFormPattern = () =>
  rule(
    'isFormPattern',
    (value) => typeof value === 'string' && isPattern(value),
    'must be a regular expression of at most 500 characters without look-around, back-references and \\b',
  );

/** Options are those of a select, which has some. */
export const OptionsOfSelect = (): PropertyDecorator =>
  applyDecorators(
    ValidateIf((field: { type?: unknown }, value) => value !== undefined || field.type === 'select'),
    rule('optionsOfSelect', (_, { object }) => (object as { type?: unknown }).type === 'select', 'is only for select'),
  ) as PropertyDecorator;

export const AGGREGATIONS: ReadonlySet<string> = new Set(['sum', 'max', 'last', 'unique', 'custom']);
const METER_CODE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
/** Documents of every store take these names; nothing deeper than a tier is needed. */
const isPlain = (value: unknown, depth = 0): boolean => {
  if (typeof value !== 'object' || value === null) return true;
  if (depth > 4) return false;
  if (Array.isArray(value)) return value.every((one) => isPlain(one, depth + 1));
  return Object.entries(value).every(([name, one]) => /^[A-Za-z][A-Za-z0-9_]{0,99}$/.test(name) && isPlain(one, depth + 1));
};
const isMeter = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { meterCode, unit, aggregation } = value as Record<string, unknown>;
  const known =
    typeof meterCode === 'string' && METER_CODE.test(meterCode) && typeof unit === 'string' && unit !== '' && unit.length <= 200;
  return known && AGGREGATIONS.has(aggregation as string) && isPlain(value) && JSON.stringify(value).length <= 16_384;
};

/** Meters are billing's words (spec 40): here each must be one, and is kept as it came. */
export const AreMeters = () =>
  rule(
    'areMeters',
    (value) => Array.isArray(value) && value.length > 0 && value.length <= 50 && value.every(isMeter),
    'must be 1 to 50 meters with meterCode, unit and aggregation (sum, max, last, unique, custom)',
  );

const MOST_PATTERNS = 20;
export const FewPatterns = () =>
  rule(
    'fewPatterns',
    (value) => !Array.isArray(value) || value.filter((field) => field?.pattern !== undefined).length <= MOST_PATTERNS,
    `must not have more than ${MOST_PATTERNS} patterns`,
  );
