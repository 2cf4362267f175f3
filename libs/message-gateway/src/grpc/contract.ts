import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ServiceDefinition } from '@grpc/grpc-js';
import { loadSync, type PackageDefinition } from '@grpc/proto-loader';
import type { Sending } from '../message/channel';
import { eventHeadersOf } from '../webhook/headers';

export type ConsumeRequest = {
  kind?: 'open' | 'ack' | 'nack';
  open?: { consumer_code: string; max_in_flight: number };
  ack?: { message_id: string };
  nack?: { message_id: string; retry_after_seconds: number; reason: string };
};

const FILE = 'gateway.proto';

/** The file lies beside the sources, and the compiled code knows them: both are in one checkout. */
const contractFile = (): string => {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    for (const place of [join(folder, 'proto', FILE), join(folder, 'libs', 'message-gateway', 'proto', FILE)])
      if (existsSync(place)) return place;
    if (dirname(folder) === folder) throw new Error(`${FILE} is missing.`);
  }
};

export const loadContract = (): { definition: PackageDefinition; service: ServiceDefinition } => {
  const definition = loadSync(contractFile(), { keepCase: true, longs: String, enums: String, defaults: true, oneofs: true });
  return { definition, service: definition['causeway.gateway.v1.MessageGateway'] as unknown as ServiceDefinition };
};

/** A message as the stream carries it. */
export const asMessage = (sending: Sending, source: string) => {
  const { message, attempt, replay } = sending;
  const { told } = message;
  const at = Date.parse(told.occurredOn);
  const list = eventHeadersOf(sending, source);
  const headers: Record<string, string> = {};
  for (let i = 0; i < list.length; i += 2) headers[list[i]!] = list[i + 1]!;
  return {
    message_id: message.messageId,
    message_type: told.messageType,
    contract_type: told.contractType,
    tenant_id: told.tenantId,
    subject: told.subject,
    position: String(told.position),
    attempt,
    replay,
    occurred_at: { seconds: Math.floor(at / 1000), nanos: (at % 1000) * 1_000_000 },
    payload_json: Buffer.from(told.body),
    headers,
    user_id: told.userId ?? '',
  };
};
