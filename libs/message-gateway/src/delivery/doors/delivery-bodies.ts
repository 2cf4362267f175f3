import { ListQuery } from '@causeway/platform';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  MinLength,
  Validate,
  ValidateIf,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { MESSAGE_TYPE } from '../../consumer/write/register-consumer';
import { STATES, type State } from '../read/standing';

@ValidatorConstraint({ name: 'place' })
class IsPlace implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0;
    return (
      typeof value === 'string' && (/^\d{1,15}$/.test(value) || (/^\d{4}-\d\d-\d\d(T.*)?$/.test(value) && !Number.isNaN(Date.parse(value))))
    );
  }
  defaultMessage(): string {
    return 'must be an ISO 8601 time or a position';
  }
}

/** The query of `GET /api/v1/gateway/deliveries`. */
export class DeliveriesQuery extends ListQuery {
  @ApiPropertyOptional({ description: 'A consumerCode.' }) @IsOptional() @IsString() @MaxLength(130) consumer?: string;
  @ApiPropertyOptional({ enum: STATES }) @IsOptional() @IsIn(STATES) state?: State;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(200) messageType?: string;
  @ApiPropertyOptional({ example: 'order:…' }) @IsOptional() @IsString() @MaxLength(500) subject?: string;
  @ApiPropertyOptional({ description: 'ISO 8601 time or position, inclusive.' })
  @IsOptional()
  @MaxLength(40)
  @Validate(IsPlace)
  from?: string;
  @ApiPropertyOptional({ description: 'ISO 8601 time or position, exclusive.' })
  @IsOptional()
  @MaxLength(40)
  @Validate(IsPlace)
  to?: string;
}

/** The body of `POST …/skip`. */
export class DeliverySkipBody {
  @ApiProperty({ example: 'The order was settled by telephone.' })
  @IsString()
  @Matches(/\S/, { message: 'must say why' })
  @MinLength(1)
  @MaxLength(4000)
  reason!: string;
}

/** The body of `POST …/consumers/{consumerCode}/replay`. */
export class ReplayBody {
  @ApiProperty({ oneOf: [{ type: 'string' }, { type: 'integer' }], description: 'A time (by occurredOn) or a position; inclusive.' })
  @Validate(IsPlace)
  from!: string | number;

  @ApiPropertyOptional({ oneOf: [{ type: 'string' }, { type: 'integer' }], description: 'Exclusive; until now when it is not said.' })
  @ValidateIf((body: ReplayBody) => body.to !== undefined)
  @Validate(IsPlace)
  to?: string | number;

  @ApiPropertyOptional({ type: [String], example: ['PlatformStore.OrderReleased'] })
  @ValidateIf((body: ReplayBody) => body.messageTypes !== undefined)
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @MaxLength(200, { each: true })
  @Matches(MESSAGE_TYPE, { each: true, message: 'must be a message type; * may stand at the end' })
  messageTypes?: string[];

  @ApiPropertyOptional({ example: 'order:…' })
  @ValidateIf((body: ReplayBody) => body.subject !== undefined)
  @IsString()
  @MaxLength(500)
  subject?: string;

  @ApiPropertyOptional({ default: false, description: "Only counts: the job's result is {count, items}." })
  @ValidateIf((body: ReplayBody) => body.dryRun !== undefined)
  @IsBoolean()
  dryRun?: boolean;
}
