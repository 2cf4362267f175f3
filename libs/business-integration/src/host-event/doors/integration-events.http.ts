import { Answer, type Asked, Request, Scope } from '@causeway/platform';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { ERROR_CODES } from '../domain/host-answer';
import type { HostErrorCode } from '../domain/host-line.events';
import { ResolveHostEvent } from '../write/resolve-host-event';

class ResolutionBody {
  @ApiProperty() @IsBoolean() success!: boolean;
  @ApiPropertyOptional({ type: String, maxLength: 200, nullable: true, description: 'Needed for the success of a new order.' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  accountIdentifier?: string | null;
  @ApiPropertyOptional({ enum: ERROR_CODES, nullable: true }) @IsOptional() @IsIn([...ERROR_CODES]) errorCode?: HostErrorCode | null;
  @ApiPropertyOptional({ type: String, maxLength: 2000, nullable: true }) @IsOptional() @IsString() @MaxLength(2000) message?:
    | string
    | null;
}

/** Where the operator settles an event that its product host does not. */
@ApiTags('product hosts')
@Controller('api/v1/integration-events')
export class IntegrationEventsHttp {
  constructor(private readonly commands: CommandBus) {}

  @Post(':token/resolve')
  @Scope('orders', 'support')
  @ApiOperation({ summary: 'Settle a pending event in the place of its product host (operator)' })
  async resolve(@Request() asked: Asked, @Param('token') token: string, @Body() body: ResolutionBody): Promise<Answer> {
    asked.caller.operatorOnly();
    const { success, accountIdentifier = null, errorCode = null, message = null } = body;
    const result = { success, accountIdentifier, message, errorCode: success ? null : (errorCode ?? ('UNKNOWN_ERROR' as const)) };
    const { eventId, status, position } = await this.commands.execute(new ResolveHostEvent(asked, token, result));
    return Answer.ok({ eventId, status }, { position });
  }
}
