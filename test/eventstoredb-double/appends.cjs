'use strict';
/** The two ways to append: one call each (`Append`), and many over one stream of calls (`BatchAppend`). */
const { status } = require('@grpc/grpc-js');
const { batchError, expectedOf, failure, identifierOf, nameOf, proposalOf, shared, streams, WellKnownEmpty } = require('./wire.cjs');

const success = ({ revision, position }) => {
  const success = new streams.AppendResp.Success();
  success.setCurrentRevision(String(revision));
  if (position === undefined) success.setNoPosition(new shared.Empty());
  else {
    const at = new streams.AppendResp.Position();
    at.setCommitPosition(String(position));
    at.setPreparePosition(String(position));
    success.setPosition(at);
  }
  return new streams.AppendResp().setSuccess(success);
};

const conflict = ({ expected, actual }) => {
  const wrong = new streams.AppendResp.WrongExpectedVersion();
  if (actual < 0n) wrong.setCurrentNoStream(new shared.Empty());
  else wrong.setCurrentRevision(String(actual));
  if (expected === 'any') wrong.setExpectedAny(new shared.Empty());
  else if (expected === 'stream_exists') wrong.setExpectedStreamExists(new shared.Empty());
  else if (expected === 'no_stream') wrong.setExpectedNoStream(new shared.Empty());
  else wrong.setExpectedRevision(String(expected));
  return new streams.AppendResp().setWrongExpectedVersion(wrong);
};

const batchSuccess = ({ revision, position }) => {
  const success = new streams.BatchAppendResp.Success();
  success.setCurrentRevision(String(revision));
  if (position === undefined) success.setNoPosition(new WellKnownEmpty());
  else {
    const at = new shared.AllStreamPosition();
    at.setCommitPosition(String(position));
    at.setPreparePosition(String(position));
    success.setPosition(at);
  }
  return success;
};

/** @param {ReturnType<typeof import('./node.cjs').openNode>} node @param {ReturnType<typeof import('./mischief.cjs').mischief>} mischief */
const appends = (node, mischief) => ({
  append(call, answer) {
    let stream = '';
    /** @type {import('./log.cjs').ExpectedRevision} */
    let expected = 'any';
    const events = [];
    call.on('data', (message) => {
      if (message.hasOptions()) {
        const options = message.getOptions();
        stream = nameOf(options.getStreamIdentifier());
        expected = expectedOf(options, () => options.getRevision());
      } else events.push(proposalOf(message.getProposedMessage()));
    });
    // A cut connection ends the call as well, with some of its events missing; a turn later it is known to be cut.
    call.on('end', () =>
      setImmediate(() => {
        if (call.cancelled) return;
        mischief.append(
          () => node.append(stream, expected, events),
          (outcome) => {
            if (outcome.is === 'written') return answer(null, success(outcome));
            return outcome.is === 'conflict' ? answer(null, conflict(outcome)) : answer(failure(outcome, stream));
          },
          (code, details) => answer({ code, details }),
        );
      }),
    );
    call.on('error', () => {});
  },

  batchAppend(call) {
    /** @type {Map<string, {stream: string, expected: import('./log.cjs').ExpectedRevision, events: import('./log.cjs').Proposal[]}>} */
    const open = new Map();
    const respond = (correlation, stream, fill) => {
      const response = new streams.BatchAppendResp();
      response.setCorrelationId(correlation);
      response.setStreamIdentifier(identifierOf(stream));
      fill(response);
      if (!call.cancelled && !call.destroyed) call.write(response);
    };
    call.on('data', (message) => {
      const correlation = message.getCorrelationId();
      const key = correlation.getString();
      if (message.hasOptions()) {
        const options = message.getOptions();
        const expected = expectedOf(options, () => options.getStreamPosition());
        open.set(key, { stream: nameOf(options.getStreamIdentifier()), expected, events: [] });
      }
      const append = open.get(key);
      if (!append) return;
      for (const proposed of message.getProposedMessagesList()) append.events.push(proposalOf(proposed));
      if (!message.getIsFinal()) return;
      open.delete(key);
      mischief.append(
        () => node.append(append.stream, append.expected, append.events),
        (outcome) =>
          respond(correlation, append.stream, (response) =>
            outcome.is === 'written' ? response.setSuccess(batchSuccess(outcome)) : response.setError(batchError(outcome, append.stream)),
          ),
        (code) => {
          const refusal = { is: code === status.DEADLINE_EXCEEDED ? 'timeout' : 'unknown' };
          respond(correlation, append.stream, (response) => response.setError(batchError(refusal, append.stream)));
        },
      );
    });
    call.on('end', () => call.end());
    call.on('error', () => {});
  },
});

module.exports = { appends };
