import { Injectable, type LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import type { Configuration } from '../config/configuration';

const SECRETS = [
  'authorization',
  'password',
  'secret',
  'clientSecret',
  'signingSecret',
  'securityCode',
  'access_token',
  'token',
  'masterKey',
  'cookie',
];

/** Whatever is logged, these never are. */
const redact = {
  paths: [...SECRETS, ...SECRETS.map((name) => `*.${name}`), ...SECRETS.map((name) => `*.*.${name}`), 'headers["proxy-authorization"]'],
  censor: '…',
};

/** What must not be in a sentence either: bearer tokens, JWTs, secrets for webhooks, credentials in addresses. */
const HIDDEN: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, '$1 …'],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g, '…'],
  [/\bwhsec_[A-Za-z0-9+/=_-]+/g, 'whsec_…'],
  [/(:\/\/[^\s:/@]+):[^\s/@]+@/g, '$1:…@'],
];

export const withoutSecrets = (text: string): string => HIDDEN.reduce((shown, [pattern, by]) => shown.replace(pattern, by), text);

type Settings = Pick<Configuration, 'logLevel' | 'logFormat'>;

/** The log goes to standard error, so that standard output stays what spec 05 says of it. */
export const openLog = ({ logLevel, logFormat }: Settings, destination?: DestinationStream): Logger =>
  pino(
    {
      level: logLevel,
      base: undefined,
      timestamp: stdTimeFunctions.isoTime,
      redact,
      formatters: { level: (level) => ({ level }) },
      serializers: { err: errorShown },
      hooks: {
        logMethod(parameters, method) {
          return method.apply(this, parameters.map(cleaned) as never);
        },
      },
    },
    destination ?? (logFormat === 'pretty' ? prettily() : pino.destination({ dest: 2, sync: false, minLength: 0 })),
  );

const cleaned = (parameter: unknown): unknown => (typeof parameter === 'string' ? withoutSecrets(parameter) : parameter);

const errorShown = (error: Error & { code?: unknown }) => ({
  type: error.name,
  message: withoutSecrets(error.message),
  ...(error.code === undefined ? {} : { code: error.code }),
  stack: withoutSecrets(error.stack ?? ''),
});

const prettily = (): DestinationStream => {
  // Loaded only where a person looks.
  const { build } = require('pino-pretty') as typeof import('pino-pretty');
  return build({ destination: 2, sync: true, translateTime: 'SYS:HH:MM:ss.l', ignore: 'context', messageFormat: '{context} {msg}' });
};

/** Nest's log, in ours. Its own stories about routes and modules are for debugging. */
@Injectable()
export class NestLog implements LoggerService {
  constructor(private readonly pino: Logger) {}

  log(message: unknown, ...more: unknown[]): void {
    const context = contextOf(more);
    const level =
      context !== undefined && /^(NestFactory|InstanceLoader|RoutesResolver|RouterExplorer|NestApplication)$/.test(context)
        ? 'debug'
        : 'info';
    this.pino[level](shapeOf(message, more), textOf(message));
  }
  error(message: unknown, ...more: unknown[]): void {
    this.pino.error(shapeOf(message, more), textOf(message));
  }
  warn(message: unknown, ...more: unknown[]): void {
    this.pino.warn(shapeOf(message, more), textOf(message));
  }
  debug(message: unknown, ...more: unknown[]): void {
    this.pino.debug(shapeOf(message, more), textOf(message));
  }
  verbose(message: unknown, ...more: unknown[]): void {
    this.pino.trace(shapeOf(message, more), textOf(message));
  }
  fatal(message: unknown, ...more: unknown[]): void {
    this.pino.fatal(shapeOf(message, more), textOf(message));
  }
}

const contextOf = (more: readonly unknown[]): string | undefined => {
  const last = more.at(-1);
  return typeof last === 'string' && !last.includes('\n') ? last : undefined;
};

const shapeOf = (message: unknown, more: readonly unknown[]): Record<string, unknown> => {
  const error = [message, ...more].find((one) => one instanceof Error);
  const stack = more.find((one) => typeof one === 'string' && one.includes('\n    at '));
  const fields = typeof message === 'object' && message !== null && !(message instanceof Error) ? message : {};
  return { ...fields, context: contextOf(more), ...(error ? { err: error } : stack ? { stack: withoutSecrets(String(stack)) } : {}) };
};

const textOf = (message: unknown): string | undefined =>
  message instanceof Error ? message.message : typeof message === 'object' ? undefined : String(message);
