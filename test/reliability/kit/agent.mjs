// An agent as a partner would write it: a gRPC stream at one process, opened with the contract alone.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from './platform.mjs';

const require = createRequire(import.meta.url);
const { Metadata, credentials, loadPackageDefinition } = require('@grpc/grpc-js');
const { loadSync } = require('@grpc/proto-loader');
const contract = loadSync(join(ROOT, 'libs/message-gateway/proto/gateway.proto'), { keepCase: true, longs: String, defaults: true });
const { MessageGateway } = loadPackageDefinition(contract).causeway.gateway.v1;

/** Acknowledges all that it is told, unless it is `deaf`; `told` keeps it. */
export const openStream = ({ grpc, token, consumerCode, maxInFlight = 0, deaf = false }) => {
  const client = new MessageGateway(grpc, credentials.createInsecure());
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${token}`);
  const stream = client.Consume(metadata);
  const told = [];
  const ended = new Promise((resolve) => stream.on('status', ({ code }) => resolve(code)));
  stream.on('error', () => undefined);
  stream.on('data', (message) => {
    told.push({ ...message, body: JSON.parse(message.payload_json.toString()), at: performance.now() });
    // What comes while it closes is not acknowledged, and comes again on the next stream.
    if (!deaf && !stream.writableEnded) stream.write({ ack: { message_id: message.message_id } });
  });
  stream.write({ open: { consumer_code: consumerCode, max_in_flight: maxInFlight } });
  const close = async () => {
    stream.end();
    await ended;
    client.close();
  };
  return { told, ended, stream, close };
};
