import { Streams } from '@causeway/event-sourcing';
import { Rejection, unknown } from '@causeway/event-sourcing/model';
import { Clock } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { RETURN_LIVES_MS } from '../domain/event-token';
import { eventOf, hostLineStream } from '../domain/host-line';
import { comeBack } from '../domain/telling';
import { EventTokens } from '../steps/event-tokens';

/** The buyer's browser comes back from an interactive event; once, within an hour. It proves nothing and settles nothing. */
export class ComeBack extends Command<string> {
  constructor(readonly token: string) {
    super();
  }
}

@CommandHandler(ComeBack)
export class ComeBackHandler implements ICommandHandler<ComeBack> {
  constructor(
    private readonly streams: Streams,
    private readonly tokens: EventTokens,
    private readonly clock: Clock,
  ) {}

  async execute({ token }: ComeBack): Promise<string> {
    const named = this.tokens.read(token, 'return');
    const stream = named && hostLineStream(named.subscriptionId);
    const event = named && stream && eventOf((await this.streams.load(stream)).state, named.eventId);
    const at = this.clock.now();
    if (!event || Date.parse(at) > Date.parse(event.raisedOn) + RETURN_LIVES_MS) throw gone();
    const { vendorTenantId: tenantId, correlationId, eventId } = event;
    const act = { tenantId, actor: 'system:returning-browser', correlationId, causationId: eventId, at };
    try {
      await this.streams.transact(stream, comeBack(named.subscriptionId, eventId), act);
    } catch (error) {
      throw error instanceof Rejection ? gone() : error;
    }
    return PAGE;
  }
}

const gone = () => unknown('event.unknown', 'This address is not in use any more.');

const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Order</title><meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><h1>Thank you</h1><p>The vendor now finishes your order. What comes of it is shown with the order in the marketplace.</p></body></html>`;
