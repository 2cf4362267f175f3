import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { TooMuch } from '../doors/problem';

/** Ten wrong secrets a minute for a client from an address; failures alone count (spec 00). */
@Injectable()
export class WrongSecrets {
  private readonly limiter = new RateLimiterMemory({ points: 10, duration: 60 });

  /** Throws 429 when there were too many. */
  async admit(clientId: string, address: string): Promise<void> {
    const spent = await this.limiter.get(nameOf(clientId, address));
    if (spent !== null && spent.remainingPoints <= 0) throw tooMany(spent);
  }

  /** Counts one; throws 429 when it was one too many, also among many at once. */
  async count(clientId: string, address: string): Promise<void> {
    try {
      await this.limiter.consume(nameOf(clientId, address));
    } catch (refused) {
      if (refused instanceof RateLimiterRes) throw tooMany(refused);
      throw refused;
    }
  }
}

const nameOf = (clientId: string, address: string): string => `${address} ${clientId.slice(0, 200)}`;

const tooMany = ({ msBeforeNext }: RateLimiterRes): TooMuch =>
  new TooMuch(
    429,
    'request.too-many',
    'Too many wrong secrets for this client from this address.',
    Math.max(1, Math.ceil(msBeforeNext / 1000)),
  );
