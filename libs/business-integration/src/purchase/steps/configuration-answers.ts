import { Injectable } from '@nestjs/common';
import type { KeptAnswers } from '../../order/domain/order.events';
import { type AnswersOf, SealedAnswers } from '../../order/steps/sealed-answers';
import type { Answer } from '../../product/domain/form';
import type { FormField } from '../../product/domain/product.events';

/** Answers to a form, as an order keeps them: those of personal fields sealed. */
@Injectable()
export class ConfigurationAnswers {
  constructor(private readonly sealed: SealedAnswers) {}

  async seal(of: AnswersOf, answers: readonly (readonly [FormField, Answer])[]): Promise<KeptAnswers> {
    const kept: KeptAnswers = {};
    for (const [{ name, personal }, answer] of answers) kept[name] = personal ? await this.sealed.seal(of, name, answer) : answer;
    return kept;
  }
}
