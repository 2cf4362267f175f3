import { Answer, type Asked, Request, Scope } from '@causeway/platform';
import { Body, Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsEmail, IsIn, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import { AskUserSync } from '../write/ask-user-sync';

const TYPES = ['ASSIGNMENT'] as const;
const OPERATIONS = ['ASSIGN', 'UNASSIGN'] as const;

class SyncTaskBody {
  @ApiProperty({ enum: TYPES }) @IsIn(TYPES) type!: (typeof TYPES)[number];
  @ApiProperty({ enum: OPERATIONS }) @IsIn(OPERATIONS) operation!: (typeof OPERATIONS)[number];
  @ApiProperty({ maxLength: 200 }) @IsString() @MinLength(1) @MaxLength(200) accountIdentifier!: string;
  @ApiProperty({ maxLength: 200 }) @IsString() @MinLength(1) @MaxLength(200) userIdentifier!: string;
  @ApiPropertyOptional({ type: String, nullable: true }) @IsOptional() @IsEmail() @MaxLength(254) email?: string | null;
}

/** Where a product host says who uses its accounts (spec 20). */
@ApiTags('product hosts')
@Controller('api/sync/v1/tasks')
export class SyncHttp {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @Scope('integration')
  @ApiOperation({ summary: 'A user was assigned to an account, or taken off it' })
  async task(@Request() asked: Asked, @Body() { operation, accountIdentifier, userIdentifier, email }: SyncTaskBody): Promise<Answer> {
    const wish = { operation, accountIdentifier, userIdentifier, email: email ?? null };
    const { taskId, position } = await this.commands.execute(new AskUserSync(asked, wish));
    return Answer.accepted({ taskId }, { position });
  }
}
