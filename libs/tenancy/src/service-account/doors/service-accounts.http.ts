import { Answer, type Asked, Called, type Caller, Request, Scope } from '@causeway/platform';
import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { GetServiceAccount } from '../read/one-account';
import { AddSecret } from '../write/add-secret';
import { RevokeAccount } from '../write/revoke-account';
import { SecretBody } from './account-bodies';

const GRACE_HOURS = 24;

/** Service accounts by their client id, whoever's they are (spec 10, *Applications and service accounts*). */
@ApiTags('service accounts')
@Controller('api/v1/service-accounts/:clientId')
export class ServiceAccountsHttp {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @Scope('tenants', 'integrations')
  @ApiOperation({ summary: 'One service account, without its secrets' })
  async one(@Called() caller: Caller, @Param('clientId') clientId: string): Promise<Answer> {
    const shown = await this.queries.execute(new GetServiceAccount(caller, clientId));
    return Answer.ok(shown, { revision: shown.revision });
  }

  @Post('secrets')
  @Scope('tenants', 'integrations')
  @ApiOperation({ summary: 'A second secret, shown only now; the older one lives on for graceHours' })
  async addSecret(@Request() asked: Asked, @Param('clientId') named: string, @Body() body: SecretBody): Promise<Answer> {
    const command = new AddSecret(asked, named, body?.graceHours ?? GRACE_HOURS);
    const { shown, clientId, revision, position } = await this.commands.execute(command);
    return Answer.created(shown, { revision, position, secretOf: clientId });
  }

  @Delete()
  @HttpCode(204)
  @Scope('tenants', 'integrations')
  @ApiOperation({ summary: 'Revoke: no new tokens; those already given die within 10 minutes' })
  async revoke(@Request() asked: Asked, @Param('clientId') clientId: string): Promise<Answer> {
    const { position } = await this.commands.execute(new RevokeAccount(asked, clientId));
    return Answer.nothing({ position });
  }
}
