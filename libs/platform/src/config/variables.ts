/** One setting as people see it: `causeway config`, the README and the sentence that refuses a wrong one. */
export type Variable = Readonly<{
  name: string;
  /** What it is when it is not set, in words. */
  fallback: string;
  /** What it may be, to follow "must be". */
  may: string;
  meaning: string;
  /** Never printed. */
  secret?: true;
}>;

const variable = (name: string, fallback: string, may: string, meaning: string, secret?: true): Variable => ({
  name: `CAUSEWAY_${name}`,
  fallback,
  may,
  meaning,
  ...(secret ? { secret } : {}),
});

/** Every setting there is (spec 05, *Starting*). */
export const VARIABLES: readonly Variable[] = [
  variable('HOST', '127.0.0.1', 'a host name or an IP address to listen on', 'where HTTP and gRPC listen'),
  variable('PORT', '3000', 'a port number from 1 to 65535', 'HTTP'),
  variable('GRPC_PORT', '3001', 'a port number from 1 to 65535, another one than CAUSEWAY_PORT', 'gRPC, on the same host'),
  variable(
    'PUBLIC_URL',
    'made of host and port',
    'an http or https URL without query and fragment',
    'how others reach the platform; the issuer of its tokens',
  ),
  variable('DATA_DIR', './data', 'the path of a folder', 'everything embedded lives here; one platform at a time'),
  variable(
    'STAGE',
    'development',
    'one of development, alpha, demo, production',
    "development allows http and loopback targets and shows developers' conveniences",
  ),
  variable('DEMO', 'true in development', 'true or false', 'opens a small marketplace with a sample agent'),
  variable('OPERATOR_CLIENT_ID', 'generated at the first start', '1 to 100 visible characters', "the operator's first service account"),
  variable(
    'OPERATOR_CLIENT_SECRET',
    'generated at the first start',
    '1 to 200 printable characters',
    'its secret; printed once when generated',
    true,
  ),
  variable(
    'MASTER_KEY',
    'generated into the data folder in development',
    '32 bytes as base64',
    'what encrypts secrets; required outside development',
    true,
  ),
  variable('EVENT_STORE', 'embedded', '"embedded" or an address that begins with esdb:// or kurrentdb://', 'where the record is kept'),
  variable('MONGO', 'embedded', '"embedded" or an address that begins with mongodb:// or mongodb+srv://', 'where the read models are kept'),
  variable('ROLE', 'all', 'one of all, api, worker (only all when a store is embedded)', 'what this process does'),
  variable(
    'ALLOWED_HOSTS',
    'empty',
    'a list of host names, IP addresses and CIDR blocks, with commas between them',
    'what deliveries and connectors may reach though private, over http too',
  ),
  variable(
    'TLS_CERT',
    'none',
    'the path of a readable PEM file, given together with CAUSEWAY_TLS_KEY',
    'the certificate with which both doors speak TLS',
  ),
  variable('TLS_KEY', 'none', 'the path of a readable PEM file, given together with CAUSEWAY_TLS_CERT', 'its private key'),
  variable('LOG_LEVEL', 'info', 'one of fatal, error, warn, info, debug, trace, silent', 'how much is logged'),
  variable('LOG_FORMAT', 'pretty on a terminal, else json', 'pretty or json', 'how it is logged'),
];

/** The CLI's own settings and those of the tests: whoever starts a platform ignores them. */
export const isForOthers = (name: string): boolean =>
  name.startsWith('CAUSEWAY_TEST_') || name === 'CAUSEWAY_URL' || name === 'CAUSEWAY_CLIENT_ID' || name === 'CAUSEWAY_CLIENT_SECRET';

/** The setting is wrong; the caller prints the sentence and exits with 78. */
export class ConfigurationFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConfigurationFault';
  }
}
