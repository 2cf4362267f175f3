import { Reactions, Views } from '@causeway/event-sourcing';
import { unknown } from '@causeway/event-sourcing/model';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

export type ProjectionWish = Readonly<{ to: 'stop'; reason: string | null } | { to: 'start' } | { to: 'skip'; reason: string }>;

/** Stops or starts what follows the log, or lets it go on behind the one event that it cannot handle (spec 60). */
export class SteerProjection extends Command<{ position: number }> {
  constructor(
    readonly asked: Asked,
    readonly name: string,
    readonly wish: ProjectionWish,
  ) {
    super();
  }
}

@CommandHandler(SteerProjection)
export class SteerProjectionHandler implements ICommandHandler<SteerProjection> {
  constructor(
    private readonly views: Views,
    private readonly reactions: Reactions,
  ) {}

  async execute({ asked, name, wish }: SteerProjection): Promise<{ position: number }> {
    if (this.views.has(name)) return { position: await this.view(name, wish, asked) };
    const reaction = this.reactions.reaction(name);
    if (!reaction) throw unknown('projection.unknown', 'There is no such projection.');
    const { act } = asked;
    const position = await (wish.to === 'stop'
      ? reaction.stop(wish.reason, act)
      : wish.to === 'start'
        ? reaction.start(act)
        : reaction.skip(wish.reason, act));
    return { position };
  }

  private async view(name: string, wish: ProjectionWish, { act }: Asked): Promise<number> {
    const projection = this.views.projection(name);
    const { control } = this.views;
    const position = await (wish.to === 'stop'
      ? control.stop(name, wish.reason, act)
      : wish.to === 'start'
        ? control.start(name, act)
        : control.skip(name, wish.reason, act));
    projection.interrupt();
    await projection.refresh();
    return position;
  }
}
