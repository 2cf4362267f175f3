'use strict';
/**
 * `Read` with a subscription: confirmation, what is there, `caughtUp`, then what comes. Skipped records of a filtered
 * subscription are told by a checkpoint after every 32 × the interval that the client asked for, live as in catching up.
 */
const { randomUUID } = require('node:crypto');
const { nameOf, readEvent, readNotice, streams } = require('./wire.cjs');
const { send } = require('./reads.cjs');

/** Records that the server looks through in one go: its default search window. */
const SEARCH_WINDOW = 32;

const matcher = (expression, pick) => {
  const prefixes = expression.getPrefixList();
  if (prefixes.length > 0) return (record) => prefixes.some((prefix) => pick(record).startsWith(prefix));
  const regex = new RegExp(expression.getRegex());
  return (record) => regex.test(pick(record));
};

const filterOf = (options) => {
  if (!options.hasFilter()) return { matches: () => true, window: Number.POSITIVE_INFINITY };
  const filter = options.getFilter();
  const matches = filter.hasStreamIdentifier()
    ? matcher(filter.getStreamIdentifier(), (record) => record.stream)
    : matcher(filter.getEventType(), (record) => record.type);
  const max = filter.hasMax() ? filter.getMax() : SEARCH_WINDOW;
  return { matches, window: max * Math.max(1, filter.getCheckpointintervalmultiplier()) };
};

/** Where to begin: a given position or revision was already seen, so the one after it. */
const startOf = (log, options) => {
  if (options.hasAll()) {
    const all = options.getAll();
    if (all.hasPosition()) return log.indexOf(BigInt(all.getPosition().getCommitPosition()) + 1n);
    return all.hasEnd() ? log.all.length : 0;
  }
  return options.getStream().hasEnd() ? log.all.length : 0;
};

const streamMatcher = (options) => {
  if (!options.hasStream()) return () => true;
  const stream = options.getStream();
  const name = nameOf(stream.getStreamIdentifier());
  const after = stream.hasRevision() ? BigInt(stream.getRevision()) : -1n;
  return (record) => record.stream === name && record.revision > after;
};

const checkpoint = (record) =>
  readNotice((response) => {
    const at = new streams.ReadResp.Checkpoint();
    at.setCommitPosition(String(record.position));
    at.setPreparePosition(String(record.position));
    response.setCheckpoint(at);
  });

const confirmation = () =>
  readNotice((response) => response.setConfirmation(new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId(randomUUID())));

const caughtUp = () => readNotice((response) => response.setCaughtUp(new streams.ReadResp.CaughtUp()));

/** @param {ReturnType<typeof import('./node.cjs').openNode>} node */
const subscribe = async ({ log }, call, knobs) => {
  const options = call.request.getOptions();
  const { matches, window } = filterOf(options);
  const mine = streamMatcher(options);
  let next = startOf(log, options);
  let skipped = 0;
  let live = false;
  let wake = () => {};
  const onNews = () => wake();
  log.news.on('records', onNews);
  call.on('cancelled', onNews);
  call.on('close', onNews);
  try {
    if (knobs.muteSubscriptions) return;
    if (!(await send(call, confirmation()))) return;
    for (;;) {
      while (next < log.all.length && !knobs.muteSubscriptions) {
        const record = log.all[next];
        next += 1;
        const wanted = mine(record) && matches(record);
        skipped = wanted ? 0 : skipped + 1;
        if (wanted && !(await send(call, readEvent(record)))) return;
        if (skipped > 0 && skipped % window === 0 && !(await send(call, checkpoint(record)))) return;
      }
      if (call.cancelled || call.destroyed) return;
      if (!live && !knobs.muteSubscriptions && !(await send(call, caughtUp()))) return;
      live = true;
      if (next >= log.all.length || knobs.muteSubscriptions) {
        await new Promise((resolve) => {
          wake = resolve;
        });
      }
      if (call.cancelled || call.destroyed) return;
    }
  } finally {
    log.news.off('records', onNews);
  }
};

module.exports = { subscribe };
