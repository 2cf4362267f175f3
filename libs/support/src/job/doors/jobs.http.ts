import { Answer, AnyToken, type Asked, Called, type Caller, Request } from '@causeway/platform';
import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { GetJob, show } from '../read/get-job';
import { SteerJob } from '../write/steer-job';

@ApiTags('looking back')
@Controller('api/v1/jobs')
export class JobsHttp {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

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
