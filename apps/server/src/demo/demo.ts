import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startAgent } from './agent';
import { type Opened, openMarketplace } from './marketplace';
import { Shop } from './shop';

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
 * Shows the main job at work: a small marketplace, the example agent, and an order that the agent takes to Done. A data
 * folder whose demo is open already only gets its agent back.
 */
export class Demo {
  private agent: ChildProcess | null = null;

  constructor(private readonly settings: DemoSettings) {}

  /** Gives the id of the order that shows the main job; null when the demo cannot be opened here. */
  async start(): Promise<string | null> {
    const { url, say } = this.settings;
    const opened = this.remembered() ?? (await this.open());
    if (opened === null) {
      say('The demo is not open in this data folder, and the secret of the operator is not known here to open it.');
      return null;
    }
    this.agent = await startAgent(url, opened.agent);
    this.agent.once('exit', (code) => code && say(`The example agent ended with ${code}.`));
    return opened.orderId ?? this.buy(opened);
  }

  stop(): void {
    this.agent?.removeAllListeners('exit');
    this.agent?.kill();
  }

  private async buy(opened: Opened): Promise<string> {
    const { url, say } = this.settings;
    const customer = await Shop.enter(url, opened.customer);
    const wish = { productId: opened.productId, edition: 'basic', paymentFrequency: 'monthly', answers: { subdomain: 'globex' } };
    await this.agentListens(opened);
    const order = await customer.post('/api/v1/storefront/orders', wish);
    this.remember({ ...opened, orderId: order.id });
    say(`Globex has bought Acme CRM: order ${order.orderNumber}.`);
    for (const end = Date.now() + DONE_WITHIN_MS; Date.now() < end; await sleep(100)) {
      const { currentStatusInfo } = await customer.get(`/api/v1/orders/${order.id}`);
      if (currentStatusInfo?.systemStatus !== 'Done') continue;
      say(`The agent has taken order ${order.orderNumber} to Done: the application runs.`);
      return order.id;
    }
    say(`Order ${order.orderNumber} is not Done yet; the agent may still be at it.`);
    return order.id;
  }

  /** The agent hears of what happens after it has registered its consumer: the order waits for that. */
  private async agentListens({ agent }: Opened): Promise<void> {
    const gateway = await Shop.enter(this.settings.url, agent, 'acme');
    for (const end = Date.now() + DONE_WITHIN_MS; Date.now() < end; await sleep(50)) {
      if ((await gateway.get('/api/v1/gateway/consumers')).items.length > 0) return;
    }
  }

  private async open(): Promise<Opened | null> {
    const { url, operator } = this.settings;
    if (operator === null) return null;
    const opened = await openMarketplace(await Shop.enter(url, operator));
    this.remember(opened);
    return opened;
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
