import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, startGuest } from './guest';
import { move } from './integration';
import { type Opened, openMarketplace, PARTNER } from './marketplace';
import { type Keys, Shop } from './shop';

export type DemoSettings = Readonly<{
  /** Where the platform listens on this machine. */
  url: string;
  dataDir: string;
  /** The operator's account; null when its secret is not known to this process. */
  operator: { clientId: string; clientSecret: string } | null;
  say: (line: string) => void;
}>;

const DONE_WITHIN_MS = 15_000;

/**
 * Shows the main job at work, both ways: a small marketplace, the example agent and the example product host, and an order
 * that each takes to Done. A data folder whose demo is open already only gets its agent and its host back.
 */
export class Demo {
  private readonly guests: ChildProcess[] = [];

  constructor(private readonly settings: DemoSettings) {}

  /** Gives the id of the order that shows the main job; null when the demo cannot be opened here. */
  async start(): Promise<string | null> {
    const before = this.remembered();
    const port = await freePort(before?.hosted?.port);
    const opened = before === null ? await this.open(port) : await this.moved(before, port);
    if (opened === null) {
      this.settings.say('The demo is not open in this data folder, and the secret of the operator is not known here to open it.');
      return null;
    }
    await this.invite(opened);
    return opened.orderId ?? this.buy(opened);
  }

  stop(): void {
    for (const guest of this.guests) {
      guest.removeAllListeners('exit');
      guest.kill();
    }
  }

  private async invite({ agent, hosted }: Opened): Promise<void> {
    const here = ({ clientId, clientSecret }: Keys, port: number) => ({
      CAUSEWAY_URL: this.settings.url,
      CAUSEWAY_CLIENT_ID: clientId,
      CAUSEWAY_CLIENT_SECRET: clientSecret,
      PORT: String(port),
    });
    this.welcome('agent', startGuest('agent-webhook/agent.mjs', { ...here(agent, await freePort()), CAUSEWAY_TENANT: PARTNER }));
    if (hosted === undefined) return;
    const outbound = { OUTBOUND_CLIENT_ID: hosted.outbound.clientId, OUTBOUND_CLIENT_SECRET: hosted.outbound.clientSecret };
    this.welcome('product host', startGuest('product-host/host.mjs', { ...here(hosted.inbound, hosted.port), ...outbound }));
  }

  private welcome(name: string, guest: ChildProcess): void {
    guest.once('exit', (code) => code && this.settings.say(`The example ${name} ended with ${code}.`));
    this.guests.push(guest);
  }

  private async buy(opened: Opened): Promise<string> {
    const customer = await Shop.enter(this.settings.url, opened.customer);
    const answers = { subdomain: 'maple' };
    await this.agentListens(opened);
    const crm = { productId: opened.productId, edition: 'basic', paymentFrequency: 'monthly', answers };
    const order = await customer.post('/api/v1/storefront/orders', crm);
    this.remember({ ...opened, orderId: order.id });
    await this.untilDone(customer, order, 'Larch CRM', 'agent');
    if (opened.hosted === undefined) return order.id;
    const mail = { productId: opened.hosted.productId, edition: 'team', paymentFrequency: 'monthly', answers };
    await this.untilDone(customer, await customer.post('/api/v1/storefront/orders', mail), 'Juniper Mail', 'product host');
    return order.id;
  }

  private async untilDone(customer: Shop, order: { id: string; orderNumber: string }, product: string, by: string): Promise<void> {
    const { say } = this.settings;
    say(`Maple has bought ${product}: order ${order.orderNumber}.`);
    for (const end = Date.now() + DONE_WITHIN_MS; Date.now() < end; await sleep(100)) {
      const { currentStatusInfo } = await customer.get(`/api/v1/orders/${order.id}`);
      if (currentStatusInfo?.systemStatus === 'Done')
        return say(`The ${by} has taken order ${order.orderNumber} to Done: the application runs.`);
    }
    say(`Order ${order.orderNumber} is not Done yet; the ${by} may still be at it.`);
  }

  /** The agent hears of what happens after it has registered its consumer: the order waits for that. */
  private async agentListens({ agent }: Opened): Promise<void> {
    const gateway = await Shop.enter(this.settings.url, agent, PARTNER);
    for (const end = Date.now() + DONE_WITHIN_MS; Date.now() < end; await sleep(50)) {
      if ((await gateway.get('/api/v1/gateway/consumers')).items.length > 0) return;
    }
  }

  private async open(port: number): Promise<Opened | null> {
    const { url, operator } = this.settings;
    if (operator === null) return null;
    const opened = await openMarketplace(await Shop.enter(url, operator), port);
    this.remember(opened);
    return opened;
  }

  /** Somebody else has the port of the product host by now: its integration names another one. */
  private async moved(opened: Opened, port: number): Promise<Opened> {
    const { hosted } = opened;
    if (hosted === undefined || hosted.port === port) return opened;
    const moved = { ...opened, hosted: await move(await Shop.enter(this.settings.url, hosted.vendor), hosted, port) };
    this.remember(moved);
    return moved;
  }

  private get file(): string {
    return join(this.settings.dataDir, 'keys', 'demo.json');
  }

  private remembered(): Opened | null {
    return existsSync(this.file) ? (JSON.parse(readFileSync(this.file, 'utf8')) as Opened) : null;
  }

  private remember(opened: Opened): void {
    mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 });
    writeFileSync(this.file, `${JSON.stringify(opened, null, 2)}\n`, { mode: 0o600 });
  }
}
