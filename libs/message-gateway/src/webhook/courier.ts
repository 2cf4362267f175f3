import type { Judged } from '../address/address-guard';
import type { Sending } from '../message/channel';
import { type Ask, askingAgent } from './asking-agent';
import { eventHeadersOf } from './headers';
import { isAccepted, type Posted, post } from './post';
import type { Ended, Ending, Equipment, FromCourier, ToCourier } from './protocol';
import { deliveryTokens, secretBytes, sha256Of, webhookSignature } from './signing';
import { addressFor, type Base, baseOf, pathOf } from './target';

/** Those that end about the same time are told together: waking another thread costs more than what it is told. */
const TOGETHER_MS = 2;
const TOGETHER_MOST = 24;

/** Signs and sends, for all consumers of a process; in a thread of its own, for both cost more than all else about a delivery. */
export class Courier {
  private readonly desks = new Map<number, Desk>();
  private readonly questions = new Map<number, (judged: Judged) => void>();
  private asked = 0;
  private endings: Ending[] = [];
  private telling: NodeJS.Timeout | null = null;

  constructor(private readonly say: (what: FromCourier) => void) {}

  hear(what: ToCourier): void {
    switch (what.kind) {
      case 'equip': {
        const desk = this.desks.get(what.desk) ?? new Desk(what.equipment, this.ask);
        desk.equip(what.equipment);
        this.desks.set(what.desk, desk);
        return;
      }
      case 'send':
        for (const { id, desk, sending } of what.letters) this.desks.get(desk)?.send(sending, (ended) => this.ended({ id, ended }));
        return;
      case 'close':
        void this.desks.get(what.desk)?.close();
        this.desks.delete(what.desk);
        return;
      case 'answer':
        this.questions.get(what.id)?.(what.judged);
        this.questions.delete(what.id);
    }
  }

  private readonly ask: Ask = (question) =>
    new Promise((answered) => {
      const id = ++this.asked;
      this.questions.set(id, answered);
      this.say({ kind: 'ask', id, question });
    });

  private ended(ending: Ending): void {
    const many = this.endings.push(ending);
    if (many >= TOGETHER_MOST) this.tell();
    else this.telling ??= setTimeout(() => this.tell(), TOGETHER_MS);
  }

  private tell(): void {
    if (this.telling) clearTimeout(this.telling);
    this.telling = null;
    this.say({ kind: 'ended', endings: this.endings.splice(0) });
  }
}

const NO_ADDRESS: Posted = { status: null, error: 'no address', answer: null, retryAfterMs: null };
const NOT_MADE: Posted = { ...NO_ADDRESS, error: 'it could not be signed' };

/** One consumer: connections of its own, kept alive, capped; and what does not change from message to message, made once. */
class Desk {
  private readonly agent;
  private readonly listed = new Map<string, boolean>();
  private readonly bases = new Map<string, Base>();
  private equipment!: Equipment;
  private secrets: readonly Buffer[] = [];
  private token!: ReturnType<typeof deliveryTokens>;
  private sending = 0;
  private readonly waiting: { sending: Sending; ended: (ended: Ended | null) => void }[] = [];

  constructor({ connections }: Equipment, ask: Ask) {
    this.agent = askingAgent(
      ask,
      { connections, pipelining: 1, keepAliveTimeout: 30_000, headersTimeout: 0, bodyTimeout: 0, maxHeaderSize: 32 * 1024 },
      (hostname, listed) => this.listed.set(hostname, listed),
    );
  }

  equip(equipment: Equipment): void {
    const { key, issuer, secrets, consumer } = equipment;
    this.equipment = equipment;
    this.secrets = secrets.map(secretBytes);
    this.token = deliveryTokens(key, consumer.jwtAlgorithm, issuer, consumer.consumerCode);
    this.bases.clear();
  }

  /**
   * Sends it when its turn comes. What waits for its turn behind one that is not accepted is handed back: whether it goes out
   * at all is for the lane to say, which may have a breaker that opens now.
   */
  send(sending: Sending, ended: (ended: Ended | null) => void): void {
    if (this.sending >= this.equipment.connections) this.waiting.push({ sending, ended });
    else void this.sendNow(sending, ended);
  }

  private async sendNow(sending: Sending, ended: (ended: Ended | null) => void): Promise<void> {
    this.sending++;
    const how = await this.attempt(sending);
    this.sending--;
    ended(how);
    if (!isAccepted(how.status)) for (const { ended: back } of this.waiting.splice(0)) back(null);
    const next = this.waiting.shift();
    if (next) void this.sendNow(next.sending, next.ended);
  }

  private async attempt(sending: Sending): Promise<Ended> {
    const { told } = sending.message;
    const wall = Date.now();
    const begun = performance.now();
    const base = this.baseFor(told.messageType);
    // One message that cannot be made must not end the thread, and with it what others are told.
    const posted = base === null ? NO_ADDRESS : await this.post(sending, base, Math.floor(wall / 1000)).catch(() => NOT_MADE);
    // What is added stands before what is copied: V8 takes far longer the other way round.
    return {
      startedOn: new Date(wall).toISOString(),
      durationMs: Math.max(0, Math.round(performance.now() - begun)),
      listed: base !== null && this.listed.get(base.hostname) === true,
      ...posted,
    };
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  private async post(sending: Sending, base: Base, seconds: number): Promise<Posted> {
    const { messageId, told } = sending.message;
    const headers = await this.headersOf(sending, seconds);
    const path = pathOf(base, told, messageId);
    return post(this.agent, { origin: base.origin, path, method: 'POST', headers, body: told.body }, this.equipment.limits);
  }

  private async headersOf(sending: Sending, seconds: number): Promise<string[]> {
    const { messageId, told } = sending.message;
    const { issuer, securityCode } = this.equipment;
    const headers = eventHeadersOf(sending, issuer);
    headers.push('authorization', `Bearer ${await this.token(messageId, sha256Of(told.body), seconds)}`);
    headers.push('webhook-id', messageId, 'webhook-timestamp', String(seconds));
    headers.push('webhook-signature', webhookSignature(this.secrets, messageId, seconds, told.body));
    headers.push('user-agent', 'Causeway');
    if (securityCode !== null) headers.push('x-messagesecuritycode', securityCode);
    return headers;
  }

  private baseFor(messageType: string): Base | null {
    const known = this.bases.get(messageType);
    if (known !== undefined) return known;
    const address = addressFor(this.equipment.consumer, messageType);
    if (address === null) return null;
    const base = baseOf(address);
    this.bases.set(messageType, base);
    return base;
  }
}
