import { Answer, type Asked, Called, type Caller, ListQuery, type Page, Reads, Request, Scope } from '@causeway/platform';
import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { GetTenant } from '../read/one-tenant';
import { ListTenants } from '../read/tenant-list';
import type { TenantAnswer, TenantSummary } from '../read/tenant-shown';
import { ChangeTenant } from '../write/change-tenant';
import { OnboardTenant } from '../write/onboard-tenant';
import { SetTenantStanding } from '../write/set-tenant-standing';
import { ChangeBody, OnboardBody } from './tenant-bodies';

/** Tenants (spec 10, *Tenants*). */
@ApiTags('tenants')
@Controller('api/v1/tenants')
export class TenantsHttp {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @Scope('tenants')
  @ApiOperation({ summary: 'Onboard a company: the operator, or a reseller' })
  async onboard(@Request() asked: Asked, @Body() body: OnboardBody): Promise<Answer> {
    const { shown, revision, position } = await this.commands.execute(new OnboardTenant(asked, body));
    return Answer.created(shown, { revision, position, location: `/api/v1/tenants/${shown.tenantId}` });
  }

  @Get()
  @Scope('tenants')
  @Reads('tenant-list')
  @ApiOperation({ summary: 'Tenants, by tenantId: all for the operator, its own for a reseller, itself for a tenant' })
  list(@Called() caller: Caller, @Query() query: ListQuery): Promise<Page<TenantSummary>> {
    return this.queries.execute(new ListTenants(caller, query));
  }

  @Get(':tenantId')
  @Scope('tenants')
  @ApiOperation({ summary: 'One tenant' })
  async one(@Called() caller: Caller, @Param('tenantId') tenantId: string): Promise<Answer> {
    const shown = await this.queries.execute(new GetTenant(caller, tenantId));
    return Answer.ok(shown, { revision: shown.revision });
  }

  @Patch(':tenantId')
  @Scope('tenants')
  @ApiOperation({ summary: 'Change name, email, language or options (JSON Merge Patch)' })
  async change(@Request() asked: Asked, @Param('tenantId') tenantId: string, @Body() body: ChangeBody): Promise<Answer> {
    return answer(await this.commands.execute(new ChangeTenant(asked, tenantId, body)));
  }

  @Post(':tenantId/pause')
  @HttpCode(200)
  @Scope('tenants')
  @ApiOperation({ summary: 'Pause: it signs in and reads, and writes nothing' })
  async pause(@Request() asked: Asked, @Param('tenantId') tenantId: string): Promise<Answer> {
    return answer(await this.commands.execute(new SetTenantStanding(asked, tenantId, 'pause')));
  }

  @Post(':tenantId/resume')
  @HttpCode(200)
  @Scope('tenants')
  @ApiOperation({ summary: 'End a pause' })
  async resume(@Request() asked: Asked, @Param('tenantId') tenantId: string): Promise<Answer> {
    return answer(await this.commands.execute(new SetTenantStanding(asked, tenantId, 'resume')));
  }

  @Post(':tenantId/close')
  @HttpCode(200)
  @Scope('tenants')
  @ApiOperation({ summary: 'Close, for good: its tokens end at once and its company code is free' })
  async close(@Request() asked: Asked, @Param('tenantId') tenantId: string): Promise<Answer> {
    return answer(await this.commands.execute(new SetTenantStanding(asked, tenantId, 'close')));
  }
}

const answer = ({ shown, revision, position }: TenantAnswer): Answer => Answer.ok(shown, { revision, position });
