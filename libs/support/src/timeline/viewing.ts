import { type Named, type Standing, Streams, Subjects } from '@causeway/event-sourcing';
import { forbidden, invalid, unknown } from '@causeway/event-sourcing/model';
import type { Caller } from '@causeway/platform';
import { Injectable } from '@nestjs/common';

/** Something that this caller may look at: how it stands, and whose it is. */
export type Seen = Named & Readonly<{ name: string; standing: Standing<unknown>; tenants: readonly string[] }>;

/** Who may look back at what (spec 00, scope `support`): a tenant at its own, the operator's support at everything. */
@Injectable()
export class Viewing {
  constructor(
    private readonly streams: Streams,
    private readonly subjects: Subjects,
  ) {}

  /** 400 for what is no name of anything, 404 for what does not exist and for another tenant's. */
  async see(caller: Caller, text: string): Promise<Seen> {
    const found = await this.look(text);
    const own = found?.tenants.some((tenant) => tenant.toLowerCase() === caller.tid?.toLowerCase());
    if (found === null || !(own || caller.isOperator)) throw unknown('subject.unknown', 'There is no such thing.');
    if (own && !caller.isOperator && caller.account.kind === 'application')
      throw forbidden('token.scope-missing', 'Looking back is for the tenant itself.');
    return found;
  }

  /** Whoever asks: what a name stands for; `null` when nothing has that name. */
  async look(text: string): Promise<Seen | null> {
    const kind = text.slice(0, Math.max(0, text.indexOf(':')));
    if (!this.subjects.kinds().includes(kind))
      throw invalid([
        { pointer: 'subject', message: `must be a name such as order:{id}; known kinds are ${this.subjects.kinds().join(', ')}` },
      ]);
    const named = await this.subjects.resolve(text);
    if (named === null) return null;
    const standing = await this.streams.load(named.stream);
    if (standing.revision < 0) return null;
    const tenants = named.subject.sharers(standing.state, named.id);
    // Under one name however it was called or spelled: deliveries and looks are found by it.
    const called = `${kind}:${named.id}`;
    const name = kind === 'tenant' || kind === 'consumer' ? called.toLowerCase() : called;
    return { ...named, name, standing, tenants };
  }
}
