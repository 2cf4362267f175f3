import { Streams } from '@causeway/event-sourcing';
import type { Json } from '@causeway/event-sourcing/model';
import { Refusals, type RefusedCommand } from '@causeway/platform';
import { Injectable } from '@nestjs/common';
import { refusalsStream, refuse } from './domain/refusal';

/** Keeps what rules refused, in a stream of its own beside the thing: the thing's revisions have no gaps (spec 20, *Notifications*). */
@Injectable()
export class RefusalLog extends Refusals {
  constructor(private readonly streams: Streams) {
    super();
  }

  async keep({ subject, command, asked, rejection }: RefusedCommand): Promise<void> {
    const { code, message: detail, extra } = rejection;
    const data = { subject, command, code, detail, extra: JSON.parse(JSON.stringify(extra)) as { [name: string]: Json } };
    // Not a repetition of the refused request: this is another stream, and the request has had no effect there.
    await this.streams.transact(refusalsStream(subject), refuse(data, asked.act.at), { ...asked.act, repeated: false });
  }
}
