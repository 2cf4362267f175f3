import { Streams } from '@causeway/event-sourcing';
import { invalid } from '@causeway/event-sourcing/model';
import { type Asked, Vault } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AddressGuard } from '../../address/address-guard';
import { checkAddresses } from '../addresses';
import { change, registered } from '../domain/consumer';
import { type Filter, faultsOf } from '../domain/hearing';
import { type ConsumerAnswer, showConsumer } from '../read/consumer-shown';
import { sealContext } from '../secrets';
import { ownStreamFor } from '../whose';
import type { ConsumerWish } from '../wish';

export type ConsumerPatch = Partial<Omit<ConsumerWish, 'consumerCode' | 'channel' | 'filter'>> &
  Readonly<{ filter?: Readonly<Record<string, unknown>> | null }>;

/** `PATCH /api/v1/gateway/consumers/{consumerCode}`: a JSON Merge Patch. A type that is added is heard from then on. */
export class ChangeConsumer extends Command<ConsumerAnswer> {
  constructor(
    readonly asked: Asked,
    readonly consumerCode: string,
    readonly patch: ConsumerPatch,
  ) {
    super();
  }

  /** What it is asked of: a refusal is kept there (spec 60). */
  get subject(): string {
    return `consumer:${this.consumerCode.toLowerCase()}`;
  }
}

@CommandHandler(ChangeConsumer)
export class ChangeConsumerHandler implements ICommandHandler<ChangeConsumer> {
  constructor(
    private readonly streams: Streams,
    private readonly vault: Vault,
    private readonly guard: AddressGuard,
  ) {}

  async execute({ asked, consumerCode, patch }: ChangeConsumer): Promise<ConsumerAnswer> {
    const stream = ownStreamFor(asked.caller, consumerCode);
    const { filter, securityCode, ...plain } = patch;
    const outcome = await this.streams.transact(
      stream,
      (state) => {
        const now = registered(state);
        if (now.channel === 'webhook' && patch.webhookUrl === null)
          throw invalid([{ pointer: '/webhookUrl', message: 'is needed by the channel webhook' }]);
        checkAddresses(this.guard, patch);
        const sealed = (text: string) => this.vault.seal(text, sealContext(now.owner, now.consumerCode));
        return change({
          ...plain,
          ...(filter === undefined ? {} : { filter: merged(now.filter, filter) }),
          ...(securityCode === undefined ? {} : { securityCode: securityCode === null ? null : sealed(securityCode) }),
        })(state);
      },
      asked.act,
      { ifMatch: asked.ifMatch, guard: (state) => void registered(state) },
    );
    return { shown: showConsumer(registered(outcome.state), outcome.revision), revision: outcome.revision, position: outcome.position };
  }
}

/** RFC 7396, one level deep: null takes a field off; an empty filter is none. */
const merged = (now: Filter | null, patch: Readonly<Record<string, unknown>> | null): Filter | null => {
  if (patch === null) return null;
  const next = Object.fromEntries(Object.entries({ ...now, ...patch }).filter(([, value]) => value !== null));
  if (Object.keys(next).length === 0) return null;
  const faults = faultsOf(next);
  if (faults.length > 0) throw invalid(faults);
  return next as Filter;
};
