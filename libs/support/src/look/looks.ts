import { Streams } from '@causeway/event-sourcing';
import { type Asked, OPERATOR_TENANT } from '@causeway/platform';
import { Injectable } from '@nestjs/common';
import { look, looksStream } from './domain/look';

export type Look = Readonly<{ subject: string | null; what: string; tenants: readonly string[]; reason?: string | null }>;

/** Writes down what the operator's support looked at, before the answer is given: a look that cannot be recorded is not had. */
@Injectable()
export class Looks {
  private kept = true;

  constructor(private readonly streams: Streams) {}

  /** Somebody who has the disk itself reads beside the doors: nothing can be written there, and nobody could prevent it. */
  withoutRecord(): void {
    this.kept = false;
  }

  /** A tenant's own look at its own things is nobody else's business. */
  async record(asked: Asked, { subject, what, tenants, reason = null }: Look): Promise<void> {
    if (!this.kept || !asked.caller.isOperator) return;
    const lookId = asked.plainId(`look:${what}:${subject}`);
    const others = new Set(tenants.map((tenant) => tenant.toLowerCase()).filter((tenant) => tenant !== OPERATOR_TENANT));
    await Promise.all(
      [...others].map((tenant) => this.streams.transact(looksStream(tenant), look({ lookId, subject, what, reason }), asked.act)),
    );
  }
}
