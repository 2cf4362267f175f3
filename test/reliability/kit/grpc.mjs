// A program at the gRPC door: one Consume call, and what became of it.
import { join } from 'node:path';
import { credentials, loadPackageDefinition, Metadata, status } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { ROOT } from './platform.mjs';

export { status };

const definition = loadSync(join(ROOT, 'libs/message-gateway/proto/gateway.proto'), { keepCase: true, oneofs: true });
const { MessageGateway } = loadPackageDefinition(definition).causeway.gateway.v1;

/** Opens, says these requests, and gives the status' code and all that was told within so many milliseconds; 0 when it was still open. */
export const consume = async (address, token, requests, withinMs = 1_500) => {
  const client = new MessageGateway(address, credentials.createInsecure());
  const metadata = new Metadata();
  if (token !== null) metadata.set('authorization', `Bearer ${token}`);
  const stream = client.Consume(metadata);
  const told = [];
  stream.on('data', (message) => {
    told.push(message);
    stream.write({ ack: { message_id: message.message_id } });
  });
  stream.on('error', () => undefined);
  const ended = new Promise((resolve) => stream.on('status', ({ code, details }) => resolve({ code, details })));
  for (const one of requests) stream.write(one);
  const open = new Promise((resolve) => setTimeout(resolve, withinMs, { code: 0, details: 'open' }));
  const { code, details } = await Promise.race([ended, open]);
  stream.cancel();
  client.close();
  return { code, details, told };
};
