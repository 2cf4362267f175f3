import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsIn,
  IsString,
  Matches,
  MaxLength,
  MinLength,
  Validate,
  ValidateIf,
  ValidateNested,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { type Filter, faultsOf, MESSAGE_TYPE } from '../write/register-consumer';

const said = <T>(field: keyof T) => ValidateIf((body: T) => body[field] !== undefined && body[field] !== null);
const given = <T>(field: keyof T) => ValidateIf((body: T) => body[field] !== undefined);
const TYPE = { message: 'must be a message type such as PlatformStore.OrderReleased; * may stand at the end', each: true };
const URL_LENGTH = 2000;

@ValidatorConstraint({ name: 'filter' })
class IsFilter implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return faultsOf(value).length === 0;
  }
  defaultMessage(): string {
    return 'must name fields of the payload (at most 20, dotted) with the value, or the list of values, that they may have';
  }
}
@ValidatorConstraint({ name: 'filterPatch' })
class IsFilterPatch implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return typeof value === 'object' && !Array.isArray(value);
  }
  defaultMessage(): string {
    return 'must be an object of payload fields; null takes one off';
  }
}

/** One type's own address. */
export class RouteBody {
  @ApiProperty({ example: 'PlatformStore.OrderReleased' })
  @IsString()
  @MaxLength(200)
  @Matches(/^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z0-9]+)*$/, { message: 'must be a message type such as PlatformStore.OrderReleased' })
  messageType!: string;

  @ApiProperty({ example: 'https://agent.acme.example/released' }) @IsString() @MinLength(1) @MaxLength(URL_LENGTH) webhookUrl!: string;
}

/** The body of `POST /api/v1/gateway/consumers`. */
export class ConsumerBody {
  @ApiProperty({ example: 'acme', description: "The vendor's tenantId, or the applicationCode in the master context." })
  @IsString()
  @MinLength(1)
  @MaxLength(130)
  consumerCode!: string;

  @ApiProperty({ enum: ['webhook', 'grpc'] }) @IsIn(['webhook', 'grpc']) channel!: 'webhook' | 'grpc';

  @ApiPropertyOptional({
    type: String,
    example: 'https://agent.acme.example/hooks',
    nullable: true,
    description: 'Needed by the channel webhook.',
  })
  @said<ConsumerBody>('webhookUrl')
  @IsString()
  @MinLength(1)
  @MaxLength(URL_LENGTH)
  webhookUrl?: string | null;

  @ApiPropertyOptional({ type: [RouteBody], description: 'Other addresses for single types.' })
  @given<ConsumerBody>('routes')
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => RouteBody)
  routes?: RouteBody[];

  @ApiProperty({ example: ['PlatformStore.*'], type: [String] })
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @MaxLength(200, { each: true })
  @Matches(MESSAGE_TYPE, TYPE)
  messageTypes!: string[];

  @ApiPropertyOptional({ type: Object, additionalProperties: true, nullable: true, example: { kind: ['New', 'Change'], isTesting: false } })
  @said<ConsumerBody>('filter')
  @Validate(IsFilter)
  filter?: Filter | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    writeOnly: true,
    maxLength: 200,
    description: 'Sent with each message as X-MessageSecurityCode; never shown.',
  })
  @said<ConsumerBody>('securityCode')
  @IsString()
  @Matches(/^[\x21-\x7e]([\x20-\x7e]{0,198}[\x21-\x7e])?$/, { message: 'must be 1 to 200 printable ASCII characters' })
  securityCode?: string | null;

  @ApiPropertyOptional({ enum: ['ES256', 'RS256'], default: 'ES256' })
  @given<ConsumerBody>('jwtAlgorithm')
  @IsIn(['ES256', 'RS256'])
  jwtAlgorithm?: 'ES256' | 'RS256';
}

/** The body of `PATCH /api/v1/gateway/consumers/{consumerCode}`, a JSON Merge Patch. */
export class ConsumerChangeBody {
  @ApiPropertyOptional({ type: String, nullable: true })
  @said<ConsumerChangeBody>('webhookUrl')
  @IsString()
  @MinLength(1)
  @MaxLength(URL_LENGTH)
  webhookUrl?: string | null;

  @ApiPropertyOptional({ type: [RouteBody] })
  @given<ConsumerChangeBody>('routes')
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => RouteBody)
  routes?: RouteBody[];

  @ApiPropertyOptional({ type: [String] })
  @given<ConsumerChangeBody>('messageTypes')
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @MaxLength(200, { each: true })
  @Matches(MESSAGE_TYPE, TYPE)
  messageTypes?: string[];

  @ApiPropertyOptional({
    type: Object,
    additionalProperties: true,
    nullable: true,
    description: 'Merged field by field; null takes away a field, or all.',
  })
  @said<ConsumerChangeBody>('filter')
  @Validate(IsFilterPatch)
  filter?: Record<string, unknown> | null;

  @ApiPropertyOptional({ type: String, nullable: true, writeOnly: true })
  @said<ConsumerChangeBody>('securityCode')
  @IsString()
  @Matches(/^[\x21-\x7e]([\x20-\x7e]{0,198}[\x21-\x7e])?$/, { message: 'must be 1 to 200 printable ASCII characters' })
  securityCode?: string | null;

  @ApiPropertyOptional({ enum: ['ES256', 'RS256'] }) @given<ConsumerChangeBody>('jwtAlgorithm') @IsIn(['ES256', 'RS256']) jwtAlgorithm?:
    | 'ES256'
    | 'RS256';
}
