import { OutgoingCalls } from '@causeway/business-integration';
import { AddressGuard, delayAfter, reasonOf } from '@causeway/message-gateway';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Agent } from 'undici';

/** Product hosts are called where the gateway may go, and again when the gateway would. */
@Injectable()
export class GatewaysOutgoingCalls extends OutgoingCalls implements OnApplicationShutdown {
  private readonly agent: Agent;

  constructor(private readonly guard: AddressGuard) {
    super();
    this.agent = guard.agent({ connections: 64, pipelining: 1, keepAliveTimeout: 30_000, maxHeaderSize: 32 * 1024 });
  }

  override accepts(url: string): boolean {
    return this.guard.accepts(url);
  }

  override shows(url: string): boolean {
    return !this.guard.isListed(new URL(url).hostname);
  }

  override dispatcher(): Agent {
    return this.agent;
  }

  override reasonOf(error: unknown): string {
    return reasonOf(error);
  }

  override delayAfter(tries: number, askedMs: number | null): number | null {
    return delayAfter(tries, Math.random() * 2 - 1, askedMs);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.agent.destroy();
  }
}
