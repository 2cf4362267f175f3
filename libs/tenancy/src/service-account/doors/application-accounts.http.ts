import { Answer, type Asked, Called, type Caller, ListQuery, type Page, Reads, Request, Scope } from '@causeway/platform';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ListServiceAccounts } from '../read/account-list';
import type { AccountShown } from '../read/account-shown';
import { OpenApplicationAccount } from '../write/open-application-account';
import { AccountBody } from './account-bodies';

/** Service accounts of applications: agents and integrations (spec 10, *Applications and service accounts*). */
@ApiTags('service accounts')
@Controller('api/v1/applications/:applicationCode/service-accounts')
export class ApplicationAccountsHttp {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @Scope('integrations')
  @ApiOperation({ summary: 'Open a service account of an application; its secret is shown only now' })
  async open(@Request() asked: Asked, @Param('applicationCode') code: string, @Body() body: AccountBody): Promise<Answer> {
    const { shown, clientId, revision, position } = await this.commands.execute(new OpenApplicationAccount(asked, code, body));
    return Answer.created(shown, { revision, position, location: `/api/v1/service-accounts/${clientId}`, secretOf: clientId });
  }

  @Get()
  @Scope('integrations')
  @Reads('service-account-list')
  @ApiOperation({ summary: 'Service accounts of an application, oldest first' })
  list(
    @Called() caller: Caller,
    @Param('applicationCode') applicationCode: string,
    @Query() query: ListQuery,
  ): Promise<Page<AccountShown>> {
    return this.queries.execute(new ListServiceAccounts(caller, { applicationCode }, query));
  }
}
