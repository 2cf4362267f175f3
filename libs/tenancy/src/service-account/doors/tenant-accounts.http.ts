import { Answer, type Asked, Called, type Caller, ListQuery, type Page, Reads, Request, Scope } from '@causeway/platform';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ListServiceAccounts } from '../read/account-list';
import type { AccountShown } from '../read/account-shown';
import { OpenTenantAccount } from '../write/open-tenant-account';
import { AccountBody } from './account-bodies';

/** Service accounts of tenants: a company's own programs (spec 10, *Tenants*). */
@ApiTags('service accounts')
@Controller('api/v1/tenants/:tenantId/service-accounts')
export class TenantAccountsHttp {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @Scope('tenants')
  @ApiOperation({ summary: 'Open a service account of a tenant; its secret is shown only now' })
  async open(@Request() asked: Asked, @Param('tenantId') tenantId: string, @Body() body: AccountBody): Promise<Answer> {
    const { shown, clientId, revision, position } = await this.commands.execute(new OpenTenantAccount(asked, tenantId, body));
    return Answer.created(shown, { revision, position, location: `/api/v1/service-accounts/${clientId}`, secretOf: clientId });
  }

  @Get()
  @Scope('tenants')
  @Reads('service-account-list')
  @ApiOperation({ summary: 'Service accounts of a tenant, oldest first' })
  list(@Called() caller: Caller, @Param('tenantId') tenantId: string, @Query() query: ListQuery): Promise<Page<AccountShown>> {
    return this.queries.execute(new ListServiceAccounts(caller, { tenantId }, query));
  }
}
