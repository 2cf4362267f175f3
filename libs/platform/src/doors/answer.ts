/** What a door answers beside the body: the interceptor (`doors/answering.ts`) makes headers of it and remembers it under an Idempotency-Key. */
export type AnswerDetails = Readonly<{
  status?: 200 | 201 | 202 | 204;
  /** Becomes `ETag: "<revision>"`. */
  revision?: number;
  /** Becomes `Causeway-Position`; every write has one. */
  position?: number;
  location?: string;
  /** The clientId (or another name) whose secret the body shows: the remembered answer is forgotten at the secret's first use. */
  secretOf?: string;
}>;

/** An answer with headers. A plain object returned by a door is a 200 (201 for nothing) without any. */
export class Answer {
  constructor(
    readonly body: unknown,
    readonly details: AnswerDetails = {},
  ) {}

  static ok(body: unknown, details: Omit<AnswerDetails, 'status'> = {}): Answer {
    return new Answer(body, { ...details, status: 200 });
  }
  static created(body: unknown, details: Omit<AnswerDetails, 'status'> = {}): Answer {
    return new Answer(body, { ...details, status: 201 });
  }
  static accepted(body: unknown, details: Omit<AnswerDetails, 'status'> = {}): Answer {
    return new Answer(body, { ...details, status: 202 });
  }
  static nothing(details: Omit<AnswerDetails, 'status'> = {}): Answer {
    return new Answer(undefined, { ...details, status: 204 });
  }
}
