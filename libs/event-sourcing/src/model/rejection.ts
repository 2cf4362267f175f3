/** What a refusal is, for the doors: which of 400, 403, 404, 409, 412, 422 it becomes (spec 00, *Errors*). */
export type RejectionKind = 'invalid' | 'forbidden' | 'unknown' | 'conflict' | 'stale' | 'unprocessable';

/** The business said no. Not a fault: nothing is logged as an error and nothing is retried. */
export class Rejection extends Error {
  constructor(
    readonly kind: RejectionKind,
    /** `noun.reason`, e.g. `order.invalid-transition`. */
    readonly code: string,
    /** One sentence for the person who reads the answer. Never names another tenant. */
    detail: string,
    /** More members for the answer, e.g. `{allowed: []}` or `{errors: [{pointer, message}]}`. */
    readonly extra: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
    this.name = 'Rejection';
  }
}

export const conflict = (code: string, detail: string, extra?: Record<string, unknown>) => new Rejection('conflict', code, detail, extra);
export const unprocessable = (code: string, detail: string, extra?: Record<string, unknown>) =>
  new Rejection('unprocessable', code, detail, extra);
export const forbidden = (code: string, detail: string) => new Rejection('forbidden', code, detail);
/** Unknown, or another tenant's: the two must look the same. */
export const unknown = (code: string, detail: string) => new Rejection('unknown', code, detail);
export const stale = (detail: string) => new Rejection('stale', 'request.stale', detail);
/** A fault in what was sent: `pointer` is a JSON Pointer into the body, or the parameter's name. */
export const invalid = (errors: readonly { pointer: string; message: string }[]) =>
  new Rejection('invalid', 'request.invalid', 'The request does not have the shape that this route takes.', { errors });
