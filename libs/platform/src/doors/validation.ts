import { invalid } from '@causeway/event-sourcing/model';
import { type ArgumentMetadata, Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { plainToInstance, Transform } from 'class-transformer';
import { getMetadataStorage, type ValidationError, validateSync } from 'class-validator';

export type Fault = Readonly<{ pointer: string; message: string }>;

const OPTIONS = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  validationError: { target: false, value: true },
} as const;
const BUILT_IN: ReadonlySet<unknown> = new Set([String, Number, Boolean, Array, Object, Buffer, URLSearchParams, undefined]);

/**
 * Bodies and queries against the classes that doors declare. Every fault is told, each by a JSON Pointer into the body or
 * by the parameter's name. Nothing of a body is turned from one type into another.
 */
@Injectable()
export class Validation implements PipeTransform {
  private readonly described = new WeakMap<object, boolean>();
  private readonly optional = new WeakMap<object, boolean>();

  transform(value: unknown, { type, metatype, data }: ArgumentMetadata): unknown {
    if ((type !== 'body' && type !== 'query') || data !== undefined || BUILT_IN.has(metatype)) return value;
    const shape = metatype as Type<object>;
    if (!this.describes(shape)) return value;
    // A body that was left out is an empty one: what it lacks is told field by field.
    const plain = value ?? {};
    if (type === 'query' && Object.keys(plain).length === 0 && this.mayBeEmpty(shape)) return new shape();
    const faults = type === 'body' ? this.ofBody(plain) : this.ofQuery(plain as Record<string, unknown>);
    if (faults.length > 0) throw invalid(faults);
    const instance = plainToInstance(shape, plain);
    const errors = validateSync(instance, OPTIONS);
    if (errors.length === 0) return instance;
    throw invalid(
      type === 'body' ? faultsOf(errors, '') : faultsOf(errors, '').map((fault) => ({ ...fault, pointer: asName(fault.pointer) })),
    );
  }

  private ofBody(value: unknown): Fault[] {
    return typeof value === 'object' && !Array.isArray(value) ? [] : [{ pointer: '', message: 'must be an object' }];
  }

  private ofQuery(query: Record<string, unknown>): Fault[] {
    return ['__proto__', 'constructor']
      .filter((name) => Object.hasOwn(query, name))
      .map((pointer) => ({ pointer, message: 'is not known here' }));
  }

  /** Most queries are: found out once for each class. */
  private mayBeEmpty(shape: Type<object>): boolean {
    let may = this.optional.get(shape);
    if (may === undefined) {
      may = validateSync(new shape(), OPTIONS).length === 0;
      this.optional.set(shape, may);
    }
    return may;
  }

  /** False for classes without any decorator of class-validator, which are not ours to judge. */
  private describes(shape: Type<object>): boolean {
    let known = this.described.get(shape);
    if (known === undefined) {
      known = getMetadataStorage().getTargetValidationMetadatas(shape, '', false, false).length > 0;
      this.described.set(shape, known);
    }
    return known;
  }
}

/** All faults, depth first. */
export const faultsOf = (errors: readonly ValidationError[], parent: string): Fault[] =>
  errors.flatMap((error) => {
    const pointer = `${parent}/${error.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const own = error.constraints ? [{ pointer, message: messageOf(error) }] : [];
    return [...own, ...faultsOf(error.children ?? [], pointer)];
  });

const messageOf = ({ constraints = {}, property, value }: ValidationError): string => {
  if ('whitelistValidation' in constraints) return 'is not known here';
  if (value === undefined) return 'is missing';
  const messages = Object.values(constraints).map((text) => (text.startsWith(`${property} `) ? text.slice(property.length + 1) : text));
  return messages.join('; ');
};

const asName = (pointer: string): string => pointer.slice(1).split('/')[0]!.replaceAll('~1', '/').replaceAll('~0', '~');

/** A query parameter that is `true` or `false`; anything else is left as it is, for `@IsBoolean()` to refuse. */
export const BooleanParameter = (): PropertyDecorator =>
  Transform(({ value }) => (value === 'true' ? true : value === 'false' ? false : value));
