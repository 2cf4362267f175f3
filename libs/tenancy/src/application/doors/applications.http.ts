import { Answer, type Asked, Called, type Caller, ListQuery, type Page, Reads, Request, Scope } from '@causeway/platform';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsIn, IsString, Matches, MaxLength } from 'class-validator';
import { ListApplications } from '../read/application-list';
import type { ApplicationShown } from '../read/application-shown';
import { GetApplication } from '../read/one-application';
import { APPLICATION_CODE, RegisterApplication } from '../write/register-application';

const KINDS = ['cloud', 'on-premise', 'native'] as const;

class RegisterBody {
  @ApiProperty({ example: 'acme.crm', description: 'Global and unique; at least one dot.' })
  @IsString()
  @Matches(APPLICATION_CODE, { message: 'must be 2 to 4 parts of small letters, digits and -, parted by dots, e.g. acme.crm' })
  applicationCode!: string;

  @ApiProperty({ example: 'Acme CRM', maxLength: 200 })
  @IsString()
  @Matches(/\S/, { message: 'must not be blank' })
  @MaxLength(200)
  name!: string;

  @ApiProperty({ enum: KINDS }) @IsIn(KINDS) kind!: (typeof KINDS)[number];
}

/** A partner's products as software (spec 10, *Applications and service accounts*). */
@ApiTags('applications')
@Controller('api/v1/applications')
export class ApplicationsHttp {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @Scope('integrations')
  @ApiOperation({ summary: 'Register an application of the caller’s partner tenant; the operator registers native ones' })
  async register(@Request() asked: Asked, @Body() body: RegisterBody): Promise<Answer> {
    const { shown, revision, position } = await this.commands.execute(new RegisterApplication(asked, body));
    return Answer.created(shown, { revision, position, location: `/api/v1/applications/${shown.applicationCode}` });
  }

  @Get()
  @Scope('integrations')
  @Reads('application-list')
  @ApiOperation({ summary: 'The caller’s applications, by code' })
  list(@Called() caller: Caller, @Query() query: ListQuery): Promise<Page<ApplicationShown>> {
    return this.queries.execute(new ListApplications(caller, query));
  }

  @Get(':applicationCode')
  @Scope('integrations')
  @ApiOperation({ summary: 'One application' })
  async one(@Called() caller: Caller, @Param('applicationCode') code: string): Promise<Answer> {
    const shown = await this.queries.execute(new GetApplication(caller, code));
    return Answer.ok(shown, { revision: shown.revision });
  }
}
