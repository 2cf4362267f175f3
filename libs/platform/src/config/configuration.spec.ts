import { AllowedHosts } from './allowed-hosts';
import { readConfiguration } from './configuration';
import { VARIABLES } from './variables';

const key = Buffer.alloc(32, 1).toString('base64');

describe('the configuration', () => {
  it('has the defaults of spec 05', () => {
    const read = readConfiguration({ PATH: '/bin' });
    expect(read).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      grpcPort: 3001,
      publicUrl: 'http://127.0.0.1:3000',
      stage: 'development',
      demo: true,
    });
    expect(read).toMatchObject({ eventStore: 'embedded', mongo: 'embedded', role: 'all', logLevel: 'info', masterKey: null, tls: null });
    expect(read.dataDir).toMatch(/\/data$/);
  });

  it.each([
    ['CAUSEWAY_PORT', '70000'],
    ['CAUSEWAY_PORT', '3001'],
    ['CAUSEWAY_GRPC_PORT', 'x'],
    ['CAUSEWAY_PUBLIC_URL', 'ftp://x'],
    ['CAUSEWAY_STAGE', 'prod'],
    ['CAUSEWAY_DEMO', 'yes'],
    ['CAUSEWAY_MASTER_KEY', 'short'],
    ['CAUSEWAY_EVENT_STORE', 'postgres://x'],
    ['CAUSEWAY_MONGO', 'mongo'],
    ['CAUSEWAY_ROLE', 'api'],
    ['CAUSEWAY_ALLOWED_HOSTS', '10.0.0.0/40'],
    ['CAUSEWAY_TLS_CERT', '/nowhere'],
    ['CAUSEWAY_TLS_KEY', __filename],
    ['CAUSEWAY_LOG_LEVEL', 'loud'],
    ['CAUSEWAY_LOG_FORMAT', 'xml'],
    ['CAUSEWAY_PROT', '3000'],
  ])('refuses %s=%s in one sentence that names it', (name, value) => {
    expect(() => readConfiguration({ [name]: value })).toThrow(/^CAUSEWAY_[A-Z_]+ .*(must|may) be .+\.$/);
    expect(() => readConfiguration({ [name]: value })).toThrow(
      name === 'CAUSEWAY_TLS_KEY' ? 'CAUSEWAY_TLS_CERT' : value === '3001' ? 'CAUSEWAY_GRPC_PORT' : name,
    );
  });

  it('never repeats a secret', () => {
    expect(() => readConfiguration({ CAUSEWAY_MASTER_KEY: 'hunter2' })).toThrow(
      /^CAUSEWAY_MASTER_KEY is wrong: it must be 32 bytes as base64\.$/,
    );
  });

  it('asks for the master key outside development', () => {
    expect(() => readConfiguration({ CAUSEWAY_STAGE: 'production' })).toThrow(/CAUSEWAY_MASTER_KEY/);
    const read = readConfiguration({ CAUSEWAY_STAGE: 'production', CAUSEWAY_MASTER_KEY: key });
    expect(read.demo).toBe(false);
    expect(read.masterKey).toHaveLength(32);
  });

  it('leaves what is for others, and what is set to nothing', () => {
    const env = { CAUSEWAY_TEST_MONGO: 'x', CAUSEWAY_URL: 'x', CAUSEWAY_CLIENT_ID: 'x', CAUSEWAY_CLIENT_SECRET: 'x', CAUSEWAY_MONGO: '' };
    expect(readConfiguration(env).mongo).toBe('embedded');
  });

  it('takes other roles only with stores that are shared', () => {
    const scaled = { CAUSEWAY_ROLE: 'worker', CAUSEWAY_EVENT_STORE: 'kurrentdb://a:2113', CAUSEWAY_MONGO: 'mongodb://b' };
    expect(readConfiguration(scaled).role).toBe('worker');
    expect(() => readConfiguration({ ...scaled, CAUSEWAY_MONGO: 'embedded' })).toThrow('CAUSEWAY_ROLE');
  });

  it('lists every variable once', () => {
    expect(new Set(VARIABLES.map((one) => one.name)).size).toBe(18);
  });
});

describe('allowed hosts', () => {
  const hosts = AllowedHosts.parse('Erp.local, 10.1.0.0/16 127.0.0.1,[fd00::1],fe80::/10')!;

  it.each(['10.1.2.3', '127.0.0.1', 'fd00::1', 'fe80::9', '::ffff:10.1.2.3'])('allows %s', (address) =>
    expect(hosts.allowsAddress(address)).toBe(true),
  );
  it.each(['10.2.2.3', '127.0.0.2', 'fd00::2', 'erp.local', ''])('does not allow the address %s', (address) =>
    expect(hosts.allowsAddress(address)).toBe(false),
  );
  it('knows names without case', () => {
    expect(hosts.allowsName('erp.LOCAL')).toBe(true);
    expect(hosts.allowsName('xerp.local')).toBe(false);
  });
  it('has no word for nonsense', () => expect(AllowedHosts.parse('not a host!')).toBeNull());
});
