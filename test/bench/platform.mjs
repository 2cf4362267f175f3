// What the benches share: a built platform in a process of its own, and a program at its doors.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const account = { clientId: 'operator', clientSecret: 'bench-operator-secret' };

const freePort = () =>
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
      CAUSEWAY_LOG_LEVEL: 'warn',
      CAUSEWAY_OPERATOR_CLIENT_ID: account.clientId,
      CAUSEWAY_OPERATOR_CLIENT_SECRET: account.clientSecret,
      ...env,
    },
  });
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

/** A partner, a customer and a published product that may be bought again and again. */
export const openMarket = async (url) => {
  const operator = caller(url, await tokenOf(url));
  const tenant = (tenantId, role, code) =>
    operator('POST', '/api/v1/tenants', {
      tenantId,
      name: tenantId,
      companyCode: code,
      roles: [role],
      email: `it@${tenantId}.example`,
      language: 'en',
    });
  await tenant('acme', 'partner', '12345678|CZ');
  await tenant('globex', 'customer', '87654321|CZ');
  const programs = (tenantId, scopes) => operator('POST', `/api/v1/tenants/${tenantId}/service-accounts`, { name: 'bench', scopes });
  const vendorToken = await tokenOf(url, await programs('acme', ['integrations', 'orders', 'gateway']));
  const customerToken = await tokenOf(url, await programs('globex', ['storefront', 'orders']));
  const vendor = caller(url, vendorToken);
  await vendor('POST', '/api/v1/applications', { applicationCode: 'acme.crm', name: 'Acme CRM', kind: 'cloud' });
  const product = await vendor('POST', '/api/v1/products', {
    name: 'Acme CRM',
    applicationCode: 'acme.crm',
    fulfilment: 'agent',
    multipleSubscriptionsEnabled: true,
    trialDays: 0,
    editions: [{ code: 'basic', name: 'Basic', pricing: { model: 'flat', price: { amount: '49.00', currency: 'EUR' }, period: 'month' } }],
    addons: [],
    purchaseForm: [],
  });
  await vendor('POST', `/api/v1/products/${product.productId}/publish`);
  return { operator, vendor, vendorToken, customerToken, customer: caller(url, customerToken), productId: product.productId };
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

export const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
export const quantile = (values, q) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))];
