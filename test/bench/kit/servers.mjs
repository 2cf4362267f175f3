// PostgreSQL and Redis as Debian packs them, started for one bench: free loopback ports, a data folder of their own, the
// same promises about the disk that the platform makes, and gone when the bench is gone.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { accessSync, chmodSync, chownSync, constants, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './platform.mjs';

export class Missing extends Error {
  constructor(sentence) {
    super(sentence);
    this.name = 'Missing';
  }
}

const runs = (file) => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const inPath = (name) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(runs);

/** Debian keeps the server's programs out of PATH, one folder a version; the newest is taken. */
const postgresFolders = () => {
  const folders = [];
  const config = inPath('pg_config');
  if (config) folders.push(spawnSync(config, ['--bindir'], { encoding: 'utf8' }).stdout.trim());
  const debian = '/usr/lib/postgresql';
  if (existsSync(debian))
    for (const version of readdirSync(debian).sort((a, b) => Number(b) - Number(a))) folders.push(join(debian, version, 'bin'));
  return folders;
};
const postgresProgram = (name) =>
  inPath(name) ??
  postgresFolders()
    .map((folder) => join(folder, name))
    .find(runs);

/** PostgreSQL refuses to run as root, so root hands it to somebody with less. */
const unprivileged = () => {
  if (process.getuid?.() !== 0) return {};
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const user = ['postgres', 'nobody'].map((wanted) => users.find(([name]) => name === wanted)).find(Boolean);
  if (!user) throw new Missing('PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody to run it as.');
  return { uid: Number(user[2]), gid: Number(user[3]) };
};

const children = new Set();
process.once('exit', () => {
  for (const { child } of children) child.kill('SIGQUIT');
});
/** All that were started, ended. */
export const stopServers = () => Promise.all([...children].map(({ stop }) => stop()));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

const started = (command, args, { signal, ...options }) => {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], ...options });
  let said = '';
  child.stderr.on('data', (text) => {
    said = (said + text).slice(-2000);
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    if (child.exitCode === null) child.kill(signal);
    await ended;
    children.delete(entry);
  };
  const entry = { child, said: () => said, stop };
  children.add(entry);
  return entry;
};

const opens = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true) || socket.destroy());
    socket.once('error', () => resolve(false));
  });

const untilUp = async (name, server, up) => {
  for (const from = performance.now(); performance.now() - from < 30_000; await sleep(50)) {
    if (server.child.exitCode !== null) break;
    if (await up()) return;
  }
  await server.stop();
  throw new Error(`${name} did not come up: ${server.said()}`);
};

/** {url, version, stop}: every commit is on the disk before it is answered, as the platform's own are. */
export const startPostgres = async (folder) => {
  const [initdb, postgres] = ['initdb', 'postgres'].map(postgresProgram);
  if (!initdb || !postgres) throw new Missing('PostgreSQL is not here: `apt-get install postgresql` brings it.');
  const user = unprivileged();
  const data = join(folder, 'postgres');
  mkdirSync(data, { mode: 0o700 });
  if (user.uid !== undefined) {
    chmodSync(folder, 0o711);
    chownSync(data, user.uid, user.gid);
  }
  const env = { PATH: process.env.PATH, LC_ALL: 'C' };
  const made = spawnSync(initdb, ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'], {
    ...user,
    env,
    cwd: data,
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr || made.error}`);
  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    shared_buffers: '512MB',
    max_wal_size: '4GB',
    checkpoint_timeout: '15min',
    max_connections: '200',
    work_mem: '64MB',
    jit: 'off',
  };
  const asked = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = started(postgres, ['-D', data, '-p', String(port), ...asked], { ...user, env, cwd: data, signal: 'SIGINT' });
  await untilUp('PostgreSQL', server, async () => /ready to accept connections/.test(server.said()));
  return {
    url: `postgresql://bench@127.0.0.1:${port}/postgres`,
    version: execFileSync(postgres, ['--version'], { encoding: 'utf8' }).trim(),
    settings,
    pid: server.child.pid,
    stop: server.stop,
  };
};

/** {port, version, stop}: an append-only file, told to the disk every second, which is less than the platform promises. */
export const startRedis = async (folder) => {
  const program = inPath('redis-server');
  if (!program) throw new Missing('Redis is not here: `apt-get install redis-server` brings it.');
  const data = join(folder, 'redis');
  mkdirSync(data);
  const port = await freePort();
  const settings = { appendonly: 'yes', appendfsync: 'everysec', save: '', 'maxmemory-policy': 'noeviction' };
  const asked = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const server = started(program, ['--bind', '127.0.0.1', '--port', String(port), '--dir', data, '--daemonize', 'no', ...asked], {
    cwd: data,
    signal: 'SIGTERM',
  });
  await untilUp('Redis', server, () => opens(port));
  return {
    port,
    version: execFileSync(program, ['--version'], { encoding: 'utf8' }).trim(),
    settings,
    pid: server.child.pid,
    stop: server.stop,
  };
};
