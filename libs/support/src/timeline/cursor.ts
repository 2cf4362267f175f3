import { createHmac, timingSafeEqual } from 'node:crypto';
import { Rejection } from '@causeway/event-sourcing/model';
import { Vault } from '@causeway/platform';
import { Injectable } from '@nestjs/common';
import type { Key } from './entry';

/** Places in a timeline, as outsiders carry them: bound to the tenant and the subject (spec 00, *Lists*). */
@Injectable()
export class TimelineCursor {
  private readonly key: Buffer;

  constructor(vault: Vault) {
    this.key = vault.key('cursors');
  }

  seal(key: Key, tid: string | null, subject: string): string {
    const body = Buffer.from(key.join('.'));
    return Buffer.concat([this.tag(body, tid, subject), body]).toString('base64url');
  }

  open(cursor: string, tid: string | null, subject: string): Key {
    const bytes = Buffer.from(cursor, 'base64url');
    const body = bytes.subarray(16);
    if (bytes.length <= 16 || !timingSafeEqual(bytes.subarray(0, 16), this.tag(body, tid, subject)))
      throw new Rejection('invalid', 'cursor.invalid', 'This cursor was not made by the timeline of this subject.');
    const [position = 0, place = 0] = body.toString().split('.').map(Number);
    return [position, place];
  }

  private tag(body: Buffer, tid: string | null, subject: string): Buffer {
    return createHmac('sha256', this.key)
      .update(JSON.stringify(['timeline', tid, subject]))
      .update(body)
      .digest()
      .subarray(0, 16);
  }
}
