import { Answer, type Asked, Called, type Caller, Request, Scope } from '@causeway/platform';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { ListProjections } from '../read/list-projections';
import { type ProjectionJob, StartProjectionJob } from '../write/start-projection-job';
import { type ProjectionWish, SteerProjection } from '../write/steer-projection';

class StopBody {
  @ApiPropertyOptional({ type: String, maxLength: 4000, nullable: true }) @IsOptional() @IsString() @MaxLength(4000) reason?: string | null;
}

class SkipBody {
  @ApiProperty({ maxLength: 4000 }) @IsString() @IsNotEmpty() @MaxLength(4000) reason!: string;
}

@ApiTags('looking back')
@Controller('api/v1/projections')
export class ProjectionsHttp {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @Scope('support')
  list(@Called() caller: Caller) {
    caller.operatorOnly();
    return this.queries.execute(new ListProjections());
  }

  @Post(':name/rebuild')
  @HttpCode(202)
  @Scope('support')
  rebuild(@Param('name') name: string, @Request() asked: Asked) {
    return this.start(asked, name, 'projection.rebuild');
  }

  @Post(':name/verify')
  @HttpCode(202)
  @Scope('support')
  verify(@Param('name') name: string, @Request() asked: Asked) {
    return this.start(asked, name, 'projection.verify');
  }

  @Post(':name/stop')
  @HttpCode(200)
  @Scope('support')
  stop(@Param('name') name: string, @Request() asked: Asked, @Body() body?: StopBody) {
    return this.steer(asked, name, { to: 'stop', reason: body?.reason ?? null });
  }

  @Post(':name/start')
  @HttpCode(200)
  @Scope('support')
  go(@Param('name') name: string, @Request() asked: Asked) {
    return this.steer(asked, name, { to: 'start' });
  }

  @Post(':name/skip')
  @HttpCode(200)
  @Scope('support')
  skip(@Param('name') name: string, @Request() asked: Asked, @Body() { reason }: SkipBody) {
    return this.steer(asked, name, { to: 'skip', reason });
  }

  private async start(asked: Asked, name: string, kind: ProjectionJob) {
    asked.caller.operatorOnly();
    const { jobId, position } = await this.commands.execute(new StartProjectionJob(asked, name, kind));
    return Answer.accepted({ jobId }, { position, location: `/api/v1/jobs/${jobId}` });
  }

  private async steer(asked: Asked, name: string, wish: ProjectionWish) {
    asked.caller.operatorOnly();
    const { position } = await this.commands.execute(new SteerProjection(asked, name, wish));
    const { items } = await this.queries.execute(new ListProjections());
    return Answer.ok(
      items.find((item) => item.name === name),
      { position },
    );
  }
}
