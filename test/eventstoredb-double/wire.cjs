'use strict';
/** Records and refusals in the shapes of the protocol, built with the stubs that the client ships. */
const { Metadata, status } = require('@grpc/grpc-js');
const { Any } = require('google-protobuf/google/protobuf/any_pb.js');
const { Empty: WellKnownEmpty } = require('google-protobuf/google/protobuf/empty_pb.js');
const shared = require('@eventstore/db-client/generated/shared_pb.js');
const streams = require('@eventstore/db-client/generated/streams_pb.js');
const { Status } = require('@eventstore/db-client/generated/status_pb.js');

const { ReadEvent } = streams.ReadResp;
/** google.rpc.Code, as the server fills it in a batch's error. */
const FAILED_PRECONDITION = 9;

const nameOf = (identifier) => Buffer.from(identifier.getStreamName_asU8()).toString('utf8');

/** @param {string} name */
const identifierOf = (name) => {
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(Uint8Array.from(Buffer.from(name, 'utf8')));
  return identifier;
};

/** @param {import('./log.cjs').LogRecord} record */
const recordedEvent = (record) => {
  const event = new ReadEvent.RecordedEvent();
  const id = new shared.UUID();
  id.setString(record.id);
  event.setId(id);
  event.setStreamIdentifier(identifierOf(record.stream));
  event.setStreamRevision(String(record.revision));
  event.setCommitPosition(String(record.position));
  event.setPreparePosition(String(record.position));
  event.getMetadataMap().set('type', record.type).set('created', record.created).set('content-type', record.contentType);
  event.setCustomMetadata(new Uint8Array(record.custom));
  event.setData(new Uint8Array(record.data));
  return event;
};

/** @param {import('./log.cjs').LogRecord} record */
const readEvent = (record) => {
  const event = new ReadEvent();
  event.setEvent(recordedEvent(record));
  event.setCommitPosition(String(record.position));
  const response = new streams.ReadResp();
  response.setEvent(event);
  return response;
};

/** @param {(response: InstanceType<typeof streams.ReadResp>) => void} fill */
const readNotice = (fill) => {
  const response = new streams.ReadResp();
  fill(response);
  return response;
};

/** The server's expected revision as it writes it in headers: -1 no stream, -2 any, -4 it exists. */
const rawExpected = (expected) => String({ any: -2, no_stream: -1, stream_exists: -4 }[expected] ?? expected);

/**
 * A refusal as a failed call: an exception's name and facts travel in trailers, the client reads those and not the text.
 * @param {string} stream
 */
const failure = (refusal, stream, expected = 'any') => {
  const metadata = new Metadata();
  const exception = { deleted: 'stream-deleted', conflict: 'wrong-expected-version', 'too-large': 'maximum-append-size-exceeded' }[
    refusal.is
  ];
  metadata.set('exception', exception);
  metadata.set('stream-name', stream);
  if (refusal.is === 'conflict') {
    metadata.set('expected-version', rawExpected(expected));
    metadata.set('actual-version', String(refusal.actual));
  }
  if (refusal.is === 'too-large') metadata.set('maximum-append-size', String(refusal.limit));
  const code = refusal.is === 'too-large' ? status.INVALID_ARGUMENT : status.FAILED_PRECONDITION;
  return { code, details: `${exception} on ${stream}`, metadata };
};

/** A refusal as the error of one append within a batch stream. */
const batchError = (refusal, stream) => {
  const [message, name] = {
    conflict: [() => wrongExpectedVersion(refusal), 'WrongExpectedVersion'],
    deleted: [() => new shared.StreamDeleted().setStreamIdentifier(identifierOf(stream)), 'StreamDeleted'],
    'too-large': [() => new shared.MaximumAppendSizeExceeded().setMaxappendsize(refusal.limit), 'MaximumAppendSizeExceeded'],
    timeout: [() => new shared.Timeout(), 'Timeout'],
    unknown: [() => new shared.Unknown(), 'Unknown'],
  }[refusal.is];
  const details = new Any();
  details.pack(message().serializeBinary(), `event_store.client.${name}`);
  const error = new Status();
  error.setCode(FAILED_PRECONDITION);
  error.setMessage(name);
  error.setDetails(details);
  return error;
};

const wrongExpectedVersion = ({ expected, actual }) => {
  const conflict = new shared.WrongExpectedVersion();
  if (actual < 0n) conflict.setCurrentNoStream(new WellKnownEmpty());
  else conflict.setCurrentStreamRevision(String(actual));
  if (expected === 'any') conflict.setExpectedAny(new WellKnownEmpty());
  else if (expected === 'stream_exists') conflict.setExpectedStreamExists(new WellKnownEmpty());
  else if (expected === 'no_stream') conflict.setExpectedNoStream(new WellKnownEmpty());
  else conflict.setExpectedStreamPosition(String(expected));
  return conflict;
};

/** @param {{hasAny(): boolean, hasNoStream(): boolean, hasStreamExists?(): boolean}} options @param {() => string} revision */
const expectedOf = (options, revision) => {
  if (options.hasAny()) return 'any';
  if (options.hasNoStream()) return 'no_stream';
  return options.hasStreamExists?.() ? 'stream_exists' : BigInt(revision());
};

/** @returns {import('./log.cjs').Proposal} */
const proposalOf = (message) => ({
  id: message.getId().getString(),
  type: message.getMetadataMap().get('type'),
  contentType: message.getMetadataMap().get('content-type'),
  data: Buffer.from(message.getData_asU8()),
  custom: Buffer.from(message.getCustomMetadata_asU8()),
});

module.exports = {
  nameOf,
  identifierOf,
  readEvent,
  readNotice,
  failure,
  batchError,
  expectedOf,
  proposalOf,
  shared,
  streams,
  WellKnownEmpty,
};
