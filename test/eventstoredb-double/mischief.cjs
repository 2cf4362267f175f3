'use strict';
/**
 * What a test may make the double do wrong. `plan` says what happens to the next appends, one entry each:
 * `write` whether it is written, `reply` whether it is answered, answered after `lateMs`, never answered, answered by dropping
 * every connection, or by a gRPC `code`. All others are answered at once.
 */

/** @typedef {{write: boolean, reply: 'answer' | 'never' | 'drop' | 'fail', lateMs?: number, code?: number, details?: string}} PlannedAppend */

/** @param {() => void} dropConnections */
const mischief = (dropConnections) => {
  const knobs = {
    /** @type {PlannedAppend[]} */
    plan: [],
    /** Milliseconds before each append and read is looked at. */
    slowMs: 0,
    /** Subscriptions opened or open now say nothing, not even that they were opened. */
    muteSubscriptions: false,
    /** Reads, of which `ping` and `head` are some, are never answered. */
    muteReads: false,
  };
  const later = (ms, act) => (ms > 0 ? void setTimeout(act, ms).unref() : act());
  return {
    knobs,
    /** How many appends were asked for. */
    asked: 0,
    /** @template T @param {() => T} write @param {(outcome: T) => void} answer @param {(code: number, details: string) => void} fail */
    append(write, answer, fail) {
      this.asked += 1;
      const planned = knobs.plan.shift() ?? { write: true, reply: 'answer' };
      later(knobs.slowMs, () => {
        const outcome = planned.write ? write() : undefined;
        later(planned.lateMs ?? 0, () => {
          if (planned.reply === 'answer' && outcome !== undefined) answer(outcome);
          if (planned.reply === 'drop') dropConnections();
          if (planned.reply === 'fail') fail(planned.code ?? 2, planned.details ?? 'planned by the test');
        });
      });
    },
    /** @param {() => void} act */
    read(act) {
      if (!knobs.muteReads) later(knobs.slowMs, act);
    },
  };
};

module.exports = { mischief };
