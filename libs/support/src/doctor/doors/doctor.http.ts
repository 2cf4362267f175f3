import { Called, type Caller, Scope } from '@causeway/platform';
import { Controller, Get } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Examination, Examine } from '../read/examine';

@ApiTags('looking back')
@Controller('api/v1/doctor')
export class DoctorHttp {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Scope('support')
  @ApiOperation({ summary: 'How the platform is: settings in force, and each finding with its remedy' })
  examine(@Called() caller: Caller): Promise<Examination> {
    caller.operatorOnly();
    return this.queries.execute(new Examine());
  }
}
