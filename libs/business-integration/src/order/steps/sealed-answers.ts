import { Vault } from '@causeway/platform';
import { Injectable } from '@nestjs/common';
import type { KeptAnswer, KeptAnswers } from '../domain/order.events';

export type ShownAnswers = { [name: string]: string | number | boolean | null };
/** Whose answers they are: the buying tenant, and the subscription that they configure. */
export type AnswersOf = Readonly<{ customerTenantId: string; subscriptionId: string }>;

/** Personal answers are facts only under the key of the buying tenant (spec 70); once it is erased they are `null` everywhere. */
@Injectable()
export class SealedAnswers {
  constructor(private readonly vault: Vault) {}

  async seal(of: AnswersOf, name: string, answer: string | number | boolean): Promise<KeptAnswer> {
    return { sealed: await this.vault.sealFor(owner(of), JSON.stringify(answer), context(of, name)) };
  }

  async open(of: AnswersOf, kept: KeptAnswers): Promise<ShownAnswers> {
    const shown = await Promise.all(
      Object.entries(kept).map(async ([name, answer]) => [name, await this.openOne(of, name, answer)] as const),
    );
    return Object.fromEntries(shown);
  }

  private async openOne(of: AnswersOf, name: string, answer: KeptAnswer): Promise<string | number | boolean | null> {
    if (answer === null || typeof answer !== 'object') return answer;
    const opened = await this.vault.openFor(owner(of), answer.sealed, context(of, name));
    return opened === null ? null : JSON.parse(opened);
  }
}

/** As everything else that is a tenant's, whatever way its id is spelled: one erasure reaches it all. */
const owner = ({ customerTenantId }: AnswersOf) => `tenant:${customerTenantId.toLowerCase()}`;
const context = ({ subscriptionId }: AnswersOf, name: string) => `subscription:${subscriptionId}:${name}`;
