'use strict';
/** `Read` without a subscription, and delete and tombstone: one answer or one list, then the call ends. */
const { expectedOf, failure, identifierOf, nameOf, readEvent, readNotice, shared, streams } = require('./wire.cjs');

const BACKWARDS = 1;

/** Writes with back-pressure; false when the caller has gone. */
const send = async (call, message) => {
  if (call.cancelled || call.destroyed) return false;
  if (!call.write(message)) await drained(call);
  return !call.cancelled && !call.destroyed;
};

const drained = (call) =>
  new Promise((resolve) => {
    const events = ['drain', 'cancelled', 'close'];
    const done = () => {
      for (const event of events) call.off(event, done);
      resolve(undefined);
    };
    for (const event of events) call.on(event, done);
  });

/** Visible records of a stream from a place on: backwards from at most its end. */
const fromStream = ({ records, truncateBefore }, options, backwards) => {
  const first = options.hasStart() ? 0 : options.hasEnd() ? Number.POSITIVE_INFINITY : Number(options.getRevision());
  const visible = Number(truncateBefore);
  if (!backwards) return records.slice(Math.max(first, visible));
  return records.slice(visible, Math.min(first, records.length - 1) + 1).reverse();
};

/** Forwards a position is the first one read; backwards it is the one before which reading starts. */
const fromAll = (log, options, backwards) => {
  const at = options.hasPosition() ? BigInt(options.getPosition().getCommitPosition()) : undefined;
  if (backwards) return log.all.slice(0, at === undefined ? (options.hasEnd() ? undefined : 0) : log.indexOf(at)).reverse();
  return options.hasEnd() ? [] : log.all.slice(at === undefined ? 0 : log.indexOf(at));
};

/** @param {ReturnType<typeof import('./node.cjs').openNode>} node */
const read = async ({ log }, call) => {
  const options = call.request.getOptions();
  const backwards = options.getReadDirection() === BACKWARDS;
  const count = Number(options.getCount());
  let records = [];
  if (options.hasStream()) {
    const name = nameOf(options.getStream().getStreamIdentifier());
    const stream = log.streams.get(name);
    if (stream?.tombstoned) return call.emit('error', failure({ is: 'deleted' }, name));
    if (!stream || stream.records.length === 0 || log.isSoftDeleted(name)) {
      const missing = new streams.ReadResp.StreamNotFound().setStreamIdentifier(identifierOf(name));
      call.write(readNotice((response) => response.setStreamNotFound(missing)));
      return call.end();
    }
    records = fromStream(stream, options.getStream(), backwards);
  } else records = fromAll(log, options.getAll(), backwards);
  for (const record of records.slice(0, count)) if (!(await send(call, readEvent(record)))) return undefined;
  return call.end();
};

const deletion = (Response, erase) => (call, answer) => {
  const options = call.request.getOptions();
  const stream = nameOf(options.getStreamIdentifier());
  const expected = expectedOf(options, () => options.getRevision());
  const outcome = erase(stream, expected);
  if (outcome.is !== 'deleted-now') return answer(failure(outcome, stream, expected));
  const position = new Response.Position();
  position.setCommitPosition(String(outcome.position));
  position.setPreparePosition(String(outcome.position));
  return answer(null, new Response().setPosition(position));
};

/** @param {ReturnType<typeof import('./node.cjs').openNode>} node */
const deletions = (node) => ({
  delete: deletion(streams.DeleteResp, node.softDelete),
  tombstone: deletion(streams.TombstoneResp, node.tombstone),
});

module.exports = { read, deletions, send, shared };
