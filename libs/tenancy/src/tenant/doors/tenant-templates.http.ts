import { Answer, type Asked, Called, type Caller, ListQuery, type Page, Reads, Request, Scope } from '@causeway/platform';
import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ListTenantTemplates, type TemplateShown } from '../read/tenant-template-list';
import { MakeTenantTemplate } from '../write/make-tenant-template';
import { TemplateBody } from './tenant-bodies';

/** Reusable set-ups for tenants (spec 10, *Tenants*). */
@ApiTags('tenants')
@Controller('api/v1/tenant-templates')
export class TenantTemplatesHttp {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @Scope('tenants')
  @ApiOperation({ summary: 'Make a template: the operator, or a reseller for itself' })
  async make(@Request() asked: Asked, @Body() body: TemplateBody): Promise<Answer> {
    const { shown, revision, position } = await this.commands.execute(new MakeTenantTemplate(asked, body));
    return Answer.created(shown, { revision, position });
  }

  @Get()
  @Scope('tenants')
  @Reads('tenant-template-list')
  @ApiOperation({ summary: 'Templates, by code: one’s own, and for a reseller the operator’s too' })
  list(@Called() caller: Caller, @Query() query: ListQuery): Promise<Page<TemplateShown>> {
    return this.queries.execute(new ListTenantTemplates(caller, query));
  }
}
