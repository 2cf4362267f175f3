import { Rejection, unprocessable } from '@causeway/event-sourcing/model';
import { Injectable } from '@nestjs/common';
import { exchange } from '../../host-event/work/exchange';
import type { FormMessage } from '../../order/domain/order.events';
import { OutgoingCalls } from '../../ports/outgoing-calls';
import type { Answer } from '../../product/domain/form';
import type { FormField } from '../../product/domain/product.events';
import type { IntegrationContent } from '../domain/integration.events';

type Said = { level: string; message: string; field: string | null };

const MOST_SAID = 50;
const MOST_TEXT = 1000;

/** `preSubmitValidationRequired`: a form is first posted to the vendor (spec 20, *Products and the storefront*). */
@Injectable()
export class SubmittedForms {
  constructor(private readonly calls: OutgoingCalls) {}

  /** `level: ERROR` refuses; `WARN` and `INFO` are given back, to be shown. While the vendor cannot be asked, nothing is bought. */
  async check(
    { preSubmitValidationRequired, validationUrl: url }: IntegrationContent,
    answers: readonly (readonly [FormField, Answer])[],
  ): Promise<readonly FormMessage[]> {
    if (!preSubmitValidationRequired || url === null) return [];
    if (!this.calls.accepts(url)) throw unavailable();
    const body = new URLSearchParams(answers.map(([{ name }, answer]) => [name, String(answer)])).toString();
    const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await exchange(this.calls, { url, method: 'POST', headers, body });
    if (answer.status !== 200 || answer.body === null) throw unavailable();
    const said = saidIn(answer.body);
    if (!said.some(({ level }) => level === 'ERROR')) return said.filter(isShown);
    const errors = said.map(({ level, message, field }) => ({
      pointer: field === null ? '/answers' : `/answers/${field}`,
      level,
      message,
    }));
    throw new Rejection('unprocessable', 'order.form-refused', 'The vendor does not take this form as it is filled in.', { errors });
  }
}

const isShown = (one: Said): one is FormMessage => one.level === 'WARN' || one.level === 'INFO';

const unavailable = () => unprocessable('order.form-not-checked', 'The vendor could not look at this form; try again later.');

/** One `{level, message, field?}` or a list of them; anything else says nothing. */
const saidIn = (body: string): readonly Said[] => {
  try {
    const parsed: unknown = JSON.parse(body);
    return (Array.isArray(parsed) ? parsed : [parsed]).slice(0, MOST_SAID).flatMap((one) => {
      const { level, message, field } = (one ?? {}) as Record<string, unknown>;
      if (typeof level !== 'string' || typeof message !== 'string') return [];
      return [
        { level: level.toUpperCase(), message: message.slice(0, MOST_TEXT), field: typeof field === 'string' ? field.slice(0, 100) : null },
      ];
    });
  } catch {
    return [];
  }
};
