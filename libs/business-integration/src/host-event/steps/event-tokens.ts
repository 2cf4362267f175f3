import { createHmac, timingSafeEqual } from 'node:crypto';
import { Vault } from '@causeway/platform';
import { Injectable } from '@nestjs/common';
import { type EventNamed, eventToken, readEventToken } from '../domain/event-token';

type Purpose = 'event' | 'return';

/** Unguessable names of events, made and read without a list: nothing of them is on the record. */
@Injectable()
export class EventTokens {
  private readonly seals: Record<Purpose, (bytes: Buffer) => Buffer>;

  constructor(vault: Vault) {
    const sealer = (key: Buffer) => (bytes: Buffer) => createHmac('sha256', key).update(bytes).digest();
    this.seals = { event: sealer(vault.key('host-event-tokens')), return: sealer(vault.key('host-event-returns')) };
  }

  make(named: EventNamed, purpose: Purpose = 'event'): string {
    return eventToken(named, this.seals[purpose]);
  }

  /** Null for what was not made here, whatever is wrong with it. */
  read(token: string, purpose: Purpose = 'event'): EventNamed | null {
    return readEventToken(token, this.seals[purpose], (a, b) => a.length === b.length && timingSafeEqual(a, b));
  }
}
