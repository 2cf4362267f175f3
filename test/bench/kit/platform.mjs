// What the benches share: a built platform in a process of its own, and a program at its doors.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const account = { clientId: 'operator', clientSecret: 'bench-operator-secret' };

export const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

/** Starts a platform; `startedIn` is the time from the process' start to ready, in milliseconds. */
export const startPlatform = async ({ folder = mkdtempSync(join(tmpdir(), 'bench-')), nodeArgs = [], env = {} } = {}) => {
  const [port, grpcPort] = [await freePort(), await freePort()];
  const started = performance.now();
  const child = spawn(process.execPath, [...nodeArgs, join(root, 'dist/apps/server/src/main.js')], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env.PATH,
      CAUSEWAY_PORT: String(port),
      CAUSEWAY_GRPC_PORT: String(grpcPort),
      CAUSEWAY_DATA_DIR: folder,
      CAUSEWAY_DEMO: 'false',
      CAUSEWAY_LOG_LEVEL: 'error',
      CAUSEWAY_OPERATOR_CLIENT_ID: account.clientId,
      CAUSEWAY_OPERATOR_CLIENT_SECRET: account.clientSecret,
      ...env,
    },
  });
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  const url = `http://127.0.0.1:${port}`;
  while ((await fetch(`${url}/health/ready`).catch(() => null))?.status !== 200) {
    if (child.exitCode !== null) throw new Error(`The platform ended with ${child.exitCode}.`);
    await sleep(10);
  }
  const startedIn = performance.now() - started;
  const stop = () =>
    new Promise((resolve) => {
      child.once('exit', resolve);
      child.kill('SIGTERM');
    });
  return {
    url,
    grpc: `127.0.0.1:${grpcPort}`,
    folder,
    child,
    startedIn,
    stop,
    forget: () => rmSync(folder, { recursive: true, force: true }),
  };
};

export const tokenOf = async (url, { clientId, clientSecret } = account, tid) => {
  const answer = await fetch(`${url}/connect/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...(tid ? { tid } : {}) }),
  });
  return (await answer.json()).access_token;
};

export const caller = (url, token) => async (method, path, body) => {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text === '' ? null : JSON.parse(text);
};

/** A partner with programs of its own and a published product that may be bought again and again. */
export const openVendor = async (url, operator, tenantId, companyCode) => {
  await tenant(operator, tenantId, 'partner', companyCode);
  const token = await tokenOf(url, await programs(operator, tenantId, ['integrations', 'orders', 'gateway']));
  const vendor = caller(url, token);
  const name = `CRM of ${tenantId}`;
  await vendor('POST', '/api/v1/applications', { applicationCode: `${tenantId}.crm`, name, kind: 'cloud' });
  const product = await vendor('POST', '/api/v1/products', {
    name,
    applicationCode: `${tenantId}.crm`,
    fulfilment: 'agent',
    multipleSubscriptionsEnabled: true,
    trialDays: 0,
    editions: [{ code: 'basic', name: 'Basic', pricing: { model: 'flat', price: { amount: '49.00', currency: 'EUR' }, period: 'month' } }],
    addons: [],
    purchaseForm: [],
  });
  await vendor('POST', `/api/v1/products/${product.productId}/publish`);
  return { tenantId, vendor, vendorToken: token, productId: product.productId };
};

const tenant = (operator, tenantId, role, companyCode) =>
  operator('POST', '/api/v1/tenants', {
    tenantId,
    name: tenantId,
    companyCode,
    roles: [role],
    email: `it@${tenantId}.example`,
    language: 'en',
  });
const programs = (operator, tenantId, scopes) =>
  operator('POST', `/api/v1/tenants/${tenantId}/service-accounts`, { name: 'bench', scopes });

/** Another program's caller, for a tenant that is there already. */
export const openAgain = async (url, tenantId, scopes) => {
  const operator = caller(url, await tokenOf(url));
  const token = await tokenOf(url, await programs(operator, tenantId, scopes));
  return { operator, token, call: caller(url, token) };
};

/** One partner, acme, and one customer, globex. */
export const openMarket = async (url) => {
  const operator = caller(url, await tokenOf(url));
  const acme = await openVendor(url, operator, 'acme', '12345678|CZ');
  await tenant(operator, 'globex', 'customer', '87654321|CZ');
  const customerToken = await tokenOf(url, await programs(operator, 'globex', ['storefront', 'orders']));
  const customer = caller(url, customerToken);
  const buy = async (productId = acme.productId) =>
    (await customer('POST', '/api/v1/storefront/orders', { productId, edition: 'basic', paymentFrequency: 'monthly' })).id;
  return { operator, ...acme, customerToken, customer, buy };
};

/** Does the work over all items, so many at once. Seconds taken. */
export const each = async (items, atOnce, work) => {
  const from = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < items.length) await work(items[next++]);
    }),
  );
  return (performance.now() - from) / 1000;
};

/** Begins the work on each item at a steady rate, whatever those before are doing, and waits for all of it. */
export const paced = async (items, perSecond, work) => {
  const underWay = [];
  const from = performance.now();
  for (const [i, item] of items.entries()) {
    const due = from + (i * 1000) / perSecond;
    if (due - performance.now() > 1) await sleep(due - performance.now());
    underWay.push(work(item));
  }
  await Promise.all(underWay);
};

/** Waits until no view and no reaction has anything left to catch up with. */
export const quiet = async ({ child }, operator, withinMs = 600_000) => {
  for (const from = performance.now(); performance.now() - from < withinMs; await sleep(200)) {
    if (child.exitCode !== null) throw new Error('The platform ended.');
    const { items } = await operator('GET', '/api/v1/projections');
    if (items.every(({ lagEvents }) => lagEvents === 0)) return;
  }
  throw new Error(`The views had not caught up in ${withinMs / 1000} s.`);
};

/** Arguments for a platform that is to be profiled: BENCH_PROF is the folder for what the profiler writes. */
export const profiled = () => (process.env.BENCH_PROF ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROF}`] : []);

/** Resident memory of a process in MiB; null where the system does not tell it. */
export const residentMb = (pid) => {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
  } catch {
    return null;
  }
};
