import type { Json } from '@causeway/event-sourcing/model';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../doors/caller';
import { Vault } from '../vault';
import type { KeptAnswer } from './domain/request';
import type { Replay } from './working';

/** Characters of one part: with three bytes each, sealed and in base64 it still is a fact that every store takes. */
const PART = 100_000;
const DAY = 24 * 60 * 60 * 1000;

export type SealedAnswer = Readonly<{ parts: readonly string[]; answered: { readonly [name: string]: Json } }>;

/** Seals what is remembered of an answer and opens it again, as long as that is allowed. */
@Injectable()
export class AnswerKeeper {
  constructor(private readonly vault: Vault) {}

  async seal(stream: string, replay: Replay, caller: Caller, secretOf: string | undefined): Promise<SealedAnswer> {
    const owner = secretOf !== undefined ? `answer:${secretOf}` : caller.tid === null ? null : `tenant:${caller.tid.toLowerCase()}`;
    const sealed: string[] = [];
    for (const part of inParts(replay.body))
      sealed.push(owner === null ? this.vault.seal(part, stream) : await this.vault.sealFor(owner, part, stream));
    return {
      parts: sealed.slice(0, -1),
      answered: {
        status: replay.status,
        headers: replay.headers,
        sealed: sealed.at(-1)!,
        parts: sealed.length - 1,
        owner,
        secret: secretOf !== undefined,
      },
    };
  }

  /** `null` when it was forgotten: its secret was used, a day has passed, or its owner was erased. */
  async open(stream: string, { status, headers, sealed, owner, secret, answeredOn }: KeptAnswer, now: string): Promise<Replay | null> {
    if (secret && Math.abs(Date.parse(now) - Date.parse(answeredOn)) > DAY) return null;
    let body = '';
    for (const part of sealed) {
      const text = owner === null ? this.vault.open(part, stream) : await this.vault.openFor(owner, part, stream);
      if (text === null) return null;
      body += text;
    }
    return { status, headers, body };
  }
}

/** At least one part; never cut between the halves of a surrogate pair. */
const inParts = (body: string): string[] => {
  const parts: string[] = [];
  let from = 0;
  do {
    const to = from + PART;
    const cut = (body.charCodeAt(to - 1) & 0xfc00) === 0xd800 ? to - 1 : to;
    parts.push(body.slice(from, cut));
    from = cut;
  } while (from < body.length);
  return parts;
};
