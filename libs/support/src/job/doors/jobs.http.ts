import { Answer, AnyToken, type Asked, Called, type Caller, ListQuery, Reads, Request } from '@causeway/platform';
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { GetJob, show } from '../read/get-job';
import { ListJobs } from '../read/list-jobs';
import { SteerJob } from '../write/steer-job';

const STATES = ['running', 'paused', 'cancelled', 'done', 'failed'] as const;

class JobsQuery extends ListQuery {
  @ApiPropertyOptional({ enum: STATES }) @IsOptional() @IsIn(STATES) state?: (typeof STATES)[number];
}

@ApiTags('looking back')
@Controller('api/v1/jobs')
export class JobsHttp {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @AnyToken()
  @Reads('job-list')
  list(@Called() caller: Caller, @Query() { state, ...query }: JobsQuery) {
    return this.queries.execute(new ListJobs(caller, state, query));
  }

  @Get(':jobId')
  @AnyToken()
  async one(@Param('jobId') jobId: string, @Called() caller: Caller) {
    const { job, revision } = await this.queries.execute(new GetJob(caller, jobId));
    return Answer.ok(job, { revision });
  }

  @Post(':jobId/pause')
  @HttpCode(200)
  @AnyToken()
  pause(@Param('jobId') jobId: string, @Request() asked: Asked) {
    return this.steer(new SteerJob(asked, jobId, 'pause'));
  }

  @Post(':jobId/resume')
  @HttpCode(200)
  @AnyToken()
  resume(@Param('jobId') jobId: string, @Request() asked: Asked) {
    return this.steer(new SteerJob(asked, jobId, 'resume'));
  }

  @Post(':jobId/cancel')
  @HttpCode(200)
  @AnyToken()
  cancel(@Param('jobId') jobId: string, @Request() asked: Asked) {
    return this.steer(new SteerJob(asked, jobId, 'cancel'));
  }

  private async steer(command: SteerJob) {
    const { state, revision, position } = await this.commands.execute(command);
    return Answer.ok(state.state === 'absent' ? null : show(state, null), { revision, position });
  }
}
