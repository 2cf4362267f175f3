import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse as parseEnvFile } from 'dotenv';
import { z } from 'zod';
import { AllowedHosts } from './allowed-hosts';
import { ConfigurationFault, isForOthers, VARIABLES } from './variables';

export const STAGES = ['development', 'alpha', 'demo', 'production'] as const;
export const ROLES = ['all', 'api', 'worker'] as const;
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type Stage = (typeof STAGES)[number];
export type Role = (typeof ROLES)[number];

/** The settings of this process, read once at its start. Also the name by which it is injected. */
export abstract class Configuration {
  abstract readonly host: string;
  abstract readonly port: number;
  abstract readonly grpcPort: number;
  /** Without a slash at the end. */
  abstract readonly publicUrl: string;
  abstract readonly dataDir: string;
  abstract readonly stage: Stage;
  abstract readonly demo: boolean;
  abstract readonly operatorClientId: string | null;
  abstract readonly operatorClientSecret: string | null;
  abstract readonly masterKey: Buffer | null;
  /** `embedded`, or an address. */
  abstract readonly eventStore: string;
  abstract readonly mongo: string;
  abstract readonly role: Role;
  abstract readonly allowedHosts: AllowedHosts;
  abstract readonly tls: Readonly<{ cert: Buffer; key: Buffer }> | null;
  abstract readonly logLevel: (typeof LOG_LEVELS)[number];
  abstract readonly logFormat: 'pretty' | 'json';
}

const port = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .pipe(z.number().min(1).max(65535));
const readable = z.string().transform((path, context) => {
  try {
    return readFileSync(path);
  } catch {
    context.addIssue({ code: 'custom', message: 'not readable' });
    return z.NEVER;
  }
});
const url = z
  .url({ protocol: /^https?$/ })
  .refine((text) => !/[?#]/.test(text))
  .transform((text) => text.replace(/\/+$/, ''));
const key = z
  .string()
  .regex(/^[A-Za-z0-9+/_-]+={0,2}$/)
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((bytes) => bytes.length === 32);
const hosts = z.string().transform((text, context) => {
  const parsed = AllowedHosts.parse(text);
  if (parsed) return parsed;
  context.addIssue({ code: 'custom', message: 'not a list of hosts' });
  return z.NEVER;
});

/** How each variable is read, by its name without `CAUSEWAY_`. */
const READERS = {
  HOST: z.string().regex(/^[A-Za-z0-9._:-]{1,253}$/),
  PORT: port,
  GRPC_PORT: port,
  PUBLIC_URL: url,
  DATA_DIR: z.string().max(4000),
  STAGE: z.enum(STAGES),
  DEMO: z.enum(['true', 'false']).transform((text) => text === 'true'),
  OPERATOR_CLIENT_ID: z.string().regex(/^[\x21-\x7e]{1,100}$/),
  OPERATOR_CLIENT_SECRET: z.string().regex(/^[\x20-\x7e]{1,200}$/),
  MASTER_KEY: key,
  EVENT_STORE: z.string().regex(/^(embedded|(esdb|kurrentdb)(\+discover)?:\/\/\S+)$/),
  MONGO: z.string().regex(/^(embedded|mongodb(\+srv)?:\/\/\S+)$/),
  ROLE: z.enum(ROLES),
  ALLOWED_HOSTS: hosts,
  TLS_CERT: readable,
  TLS_KEY: readable,
  LOG_LEVEL: z.enum(LOG_LEVELS),
  LOG_FORMAT: z.enum(['pretty', 'json']),
} as const;

type Read = { [N in keyof typeof READERS]?: z.output<(typeof READERS)[N]> };
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment, and under it what a `.env` file in the working folder says. */
export const environment = (folder = process.cwd(), env: Environment = process.env): Environment => {
  try {
    return { ...parseEnvFile(readFileSync(resolve(folder, '.env'))), ...env };
  } catch {
    return env;
  }
};

/** Throws `ConfigurationFault` with one sentence at the first setting that is wrong or unknown. */
export const readConfiguration = (env: Environment = environment()): Configuration => {
  const read = readAll(env);
  const host = read.HOST ?? '127.0.0.1';
  const httpPort = read.PORT ?? 3000;
  const grpcPort = read.GRPC_PORT ?? 3001;
  const stage = read.STAGE ?? 'development';
  const configuration: Configuration = {
    host,
    port: httpPort,
    grpcPort,
    publicUrl: read.PUBLIC_URL ?? `${read.TLS_CERT ? 'https' : 'http'}://${reachable(host)}:${httpPort}`,
    dataDir: resolve(read.DATA_DIR ?? './data'),
    stage,
    demo: read.DEMO ?? stage === 'development',
    operatorClientId: read.OPERATOR_CLIENT_ID ?? null,
    operatorClientSecret: read.OPERATOR_CLIENT_SECRET ?? null,
    masterKey: read.MASTER_KEY ?? null,
    eventStore: read.EVENT_STORE ?? 'embedded',
    mongo: read.MONGO ?? 'embedded',
    role: read.ROLE ?? 'all',
    allowedHosts: read.ALLOWED_HOSTS ?? AllowedHosts.none,
    tls: read.TLS_CERT && read.TLS_KEY ? { cert: read.TLS_CERT, key: read.TLS_KEY } : null,
    logLevel: read.LOG_LEVEL ?? 'info',
    logFormat: read.LOG_FORMAT ?? (process.stderr.isTTY ? 'pretty' : 'json'),
  };
  refuseWhatDoesNotFit(configuration, read);
  return configuration;
};

const readAll = (env: Environment): Read => {
  const read: Record<string, unknown> = {};
  for (const name of Object.keys(env).filter((one) => one.startsWith('CAUSEWAY_') && !isForOthers(one))) {
    const known = VARIABLES.find((one) => one.name === name);
    if (!known)
      throw new ConfigurationFault(
        `${name} is not a setting of Causeway: it may be one of ${VARIABLES.map((one) => one.name).join(', ')}.`,
      );
    const text = env[name] ?? '';
    // Set to nothing is not set: that is what a compose file makes of a variable that its reader left out.
    if (text === '') continue;
    const short = name.slice('CAUSEWAY_'.length) as keyof typeof READERS;
    const result = READERS[short].safeParse(text);
    if (!result.success) throw wrong(name, known.secret ? undefined : text);
    read[short] = result.data;
  }
  return read as Read;
};

const wrong = (name: string, text?: string): ConfigurationFault =>
  new ConfigurationFault(
    `${name} ${text === undefined ? 'is wrong' : `is ${JSON.stringify(text.slice(0, 200))}`}: it must be ${VARIABLES.find((one) => one.name === name)?.may}.`,
  );

const refuseWhatDoesNotFit = (configuration: Configuration, read: Read): void => {
  const { eventStore, mongo, role, stage, port: httpPort, grpcPort } = configuration;
  if (grpcPort === httpPort) throw wrong('CAUSEWAY_GRPC_PORT', String(grpcPort));
  if (role !== 'all' && (eventStore === 'embedded' || mongo === 'embedded')) throw wrong('CAUSEWAY_ROLE', role);
  if (read.TLS_CERT && !read.TLS_KEY) throw wrong('CAUSEWAY_TLS_KEY', '');
  if (read.TLS_KEY && !read.TLS_CERT) throw wrong('CAUSEWAY_TLS_CERT', '');
  if (stage !== 'development' && !configuration.masterKey)
    throw new ConfigurationFault(`CAUSEWAY_MASTER_KEY is not set: in the stage ${stage} it must be 32 bytes as base64.`);
};

/** Where somebody on this machine reaches what listens everywhere. */
const reachable = (host: string): string => {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
};
