import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { RevisionConflict } from '@causeway/event-sourcing';
import { conflict, unprocessable } from '@causeway/event-sourcing/model';
import { Injectable } from '@nestjs/common';
import { Clock } from '../clock';
import { Configuration } from '../config/configuration';
import type { Asked } from '../doors/asked';
import type { Caller } from '../doors/caller';
import { AnswerKeeper } from './answer-keeper';
import type { RequestState } from './domain/request';
import { RequestLog } from './request-log';
import { AnsweredElsewhere, type Replay, Working } from './working';

const PATIENCE = 10_000;
const LOOK_AGAIN = 200;
/** An attempt of another process that has not come to an answer for this long is taken for dead. */
const DEAD_AFTER = 30_000;
const REMEMBERED_REFUSALS: ReadonlySet<number> = new Set([404, 409, 412, 422]);

/**
 * The same request twice has one effect (spec 00, *Idempotency*; hard-problems 3). A request takes its turn when its body
 * was read, is claimed on the record right before its first command, and is answered on the record before its caller hears.
 */
@Injectable()
export class IdempotentRequests {
  private readonly instance = randomUUID();
  private readonly turns = new Map<string, Working>();
  private readonly byKey = new WeakMap<object, Working>();
  private readonly alone: boolean;

  constructor(
    private readonly log: RequestLog,
    private readonly keeper: AnswerKeeper,
    private readonly clock: Clock,
    configuration: Configuration,
  ) {
    // An embedded record is held by one process: whoever else claimed something there is gone.
    this.alone = configuration.eventStore === 'embedded';
  }

  /** The answer that was given before, or this request's turn. Waits while the same request is at work. */
  async begin(stream: string, fingerprint: string, seed: string): Promise<Replay | Working> {
    const until = Date.now() + PATIENCE;
    for (;;) {
      const busy = this.turns.get(stream);
      if (busy) {
        const replay = await within(busy.done, until);
        if (replay && busy.fingerprint === fingerprint) return replay;
        continue;
      }
      const working = new Working(stream, fingerprint, seed);
      this.turns.set(stream, working);
      try {
        const outcome = await this.look(working);
        if (outcome === working) return working;
        this.end(working, outcome as Replay | null);
        if (outcome !== null) return outcome;
      } catch (error) {
        this.end(working, null);
        throw error;
      }
      if (Date.now() >= until) throw inProgress();
      await sleep(LOOK_AGAIN);
    }
  }

  /** From here on, commands asked with this are claimed under the turn. */
  belongs(asked: Asked, working: Working): void {
    if (asked.idempotency) this.byKey.set(asked.idempotency, working);
  }

  /** The request with the ids and the time that are on the record. Called by the command bus before a handler runs. */
  claim(asked: Asked): Promise<Asked> {
    const working = asked.idempotency ? this.byKey.get(asked.idempotency) : undefined;
    if (working === undefined) return Promise.resolve(asked);
    working.claimed ??= this.claimOnce(asked, working);
    return working.claimed;
  }

  /** Puts the answer on the record when it is one to remember; then others may go on. */
  async answered(working: Working, caller: Caller, at: string, replay: Replay, secretOf: string | undefined): Promise<void> {
    let kept = false;
    try {
      if (working.lost || !isRemembered(replay.status)) return;
      const { parts, answered } = await this.keeper.seal(working.stream, replay, caller, secretOf);
      for (const sealed of parts) await this.log.append(working, caller, { type: 'RequestAnswerPart', data: { sealed } });
      const answer = { type: 'RequestAnswered', data: answered } as const;
      await this.log.append(working, caller, ...(working.revision < 0 ? [this.log.claim(working, at, this.instance), answer] : [answer]));
      kept = true;
    } catch (error) {
      // Another process thought us dead and goes on under the same ids: its effect is ours, and so is its answer.
      if (!(error instanceof RevisionConflict)) throw error;
    } finally {
      this.end(working, kept ? replay : null);
    }
  }

  private async look(working: Working): Promise<Working | Replay | null> {
    const { state, revision, occurredOn } = await this.log.read(working.stream);
    working.revision = revision;
    working.occurredOn = occurredOn;
    if (state.claim === null) return working;
    if (state.claim.fingerprint !== working.fingerprint)
      throw unprocessable('idempotency.key-reused', 'This Idempotency-Key was used for another request.');
    if (state.answer) {
      const replay = await this.keeper.open(working.stream, state.answer, this.clock.now());
      if (replay) return replay;
      throw conflict(
        'idempotency.answer-gone',
        'This request had its effect; its answer held a secret or personal data and was forgotten.',
      );
    }
    if (!this.isDead(state.claim)) return null;
    working.left = state;
    return working;
  }

  private isDead({ instance, claimedOn }: NonNullable<RequestState['claim']>): boolean {
    if (this.alone || instance === this.instance) return true;
    return Math.abs(Date.parse(this.clock.now()) - Date.parse(claimedOn)) > DEAD_AFTER;
  }

  private async claimOnce(asked: Asked, working: Working): Promise<Asked> {
    const { requestId, stream } = working;
    const left = working.left?.claim;
    try {
      if (!left) {
        await this.log.append(working, asked.caller, this.log.claim(working, asked.act.at, this.instance));
        return asked.as({ ...asked.act, requestId }, working.seed);
      }
      await this.log.append(working, asked.caller, { type: 'RequestTakenOver', data: { instance: this.instance } });
      return asked.as({ ...asked.act, at: left.at, requestId, repeated: true }, this.log.seedOf(stream, left.seed));
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error;
      working.lost = true;
      throw await this.elsewhere(working);
    }
  }

  /** Another process was faster by a moment: wait for its answer. */
  private async elsewhere(working: Working): Promise<Error> {
    for (const until = Date.now() + PATIENCE; Date.now() < until; await sleep(LOOK_AGAIN)) {
      const seen = await this.look(new Working(working.stream, working.fingerprint, working.seed)).catch((error: Error) => error);
      if (seen instanceof Error) return seen;
      if (seen !== null && !(seen instanceof Working)) return new AnsweredElsewhere(seen);
    }
    return inProgress();
  }

  private end(working: Working, replay: Replay | null): void {
    if (this.turns.get(working.stream) === working) this.turns.delete(working.stream);
    working.over(replay);
  }
}

const isRemembered = (status: number): boolean => (status >= 200 && status < 300) || REMEMBERED_REFUSALS.has(status);

const inProgress = () => conflict('idempotency.in-progress', 'The same request is still at work; ask again in a moment.');

const within = async (done: Promise<Replay | null>, until: number): Promise<Replay | null> => {
  const giveUp = new AbortController();
  const late = sleep(Math.max(0, until - Date.now()), 'late' as const, { signal: giveUp.signal }).catch(() => null);
  const outcome = await Promise.race([done, late]);
  giveUp.abort();
  if (outcome === 'late') throw inProgress();
  return outcome;
};
