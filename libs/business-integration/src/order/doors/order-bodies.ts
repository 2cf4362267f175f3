import { BooleanParameter, ListQuery } from '@causeway/platform';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { Optional, rule } from '../../product/doors/product-rules';

const ACCESS = ['Vendor', 'Customer', 'Operator'] as const;
const STATUSES = ['Validation', 'Confirmed', 'Done', 'Fail'] as const;
const LISTED = ['Released', ...STATUSES] as const;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/** A time as RFC 3339 writes it, brought to ours: UTC, three decimals, `Z`. */
const IsTime = (): PropertyDecorator => (target, property) => {
  const normal = Transform(({ value }) =>
    typeof value === 'string' && TIME.test(value) && !Number.isNaN(Date.parse(value)) ? new Date(value).toISOString() : value,
  );
  const judged = rule(
    'isTime',
    (value) => typeof value === 'string' && /Z$/.test(value) && TIME.test(value) && !Number.isNaN(Date.parse(value)),
    'must be a time such as 2026-11-21T10:00:00Z',
  );
  for (const decorate of [Optional(), normal, judged]) decorate(target, property as string);
};

/** The query of `GET /api/v1/orders`. */
export class OrdersQuery extends ListQuery {
  @ApiProperty({ enum: ACCESS }) @IsIn(ACCESS) orderAccessType!: (typeof ACCESS)[number];
  @ApiPropertyOptional({ default: false }) @Optional() @BooleanParameter() @IsBoolean() includeTestingOrders?: boolean;
  @ApiPropertyOptional({ enum: LISTED }) @Optional() @IsIn(LISTED) systemStatus?: (typeof LISTED)[number];
  @ApiPropertyOptional({ description: 'Inclusive.' }) @IsTime() createdFrom?: string;
  @ApiPropertyOptional({ description: 'Exclusive.' }) @IsTime() createdTo?: string;
  @ApiPropertyOptional() @Optional() @IsString() @MaxLength(200) productId?: string;
  @ApiPropertyOptional() @Optional() @IsString() @MaxLength(200) subscriptionId?: string;
}

/** The query of `GET /api/v1/orders/{id}`: as it stands, or as it stood at a revision or a time. */
export class MomentQuery {
  @ApiPropertyOptional({ minimum: 0 })
  @Optional()
  @Transform(({ value }) => (typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value))
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  atRevision?: number;

  @ApiPropertyOptional({ description: 'Inclusive.' })
  @IsTime()
  @rule('notBoth', (_, { object }) => (object as MomentQuery).atRevision === undefined, 'cannot be used together with atRevision')
  at?: string;
}

const WEB = /^https?:\/\/[^\s/?#@]+([/?#]\S*)?$/i;

/** The body of `PUT /api/v1/orders/{id}/status`. */
export class StatusBody {
  @ApiProperty({ enum: STATUSES }) @IsIn(STATUSES) systemStatus!: (typeof STATUSES)[number];
  @ApiPropertyOptional({ type: String, maxLength: 4000, nullable: true }) @IsOptional() @IsString() @MaxLength(4000) note?: string | null;
  @ApiPropertyOptional({ type: String, maxLength: 200, nullable: true }) @IsOptional() @IsString() @MaxLength(200) reasonCode?:
    | string
    | null;

  @ApiPropertyOptional({ type: String, maxLength: 200, nullable: true, description: 'Needed for Done of kind New.' })
  @IsOptional()
  @IsString()
  @Matches(/\S/, { message: 'must not be blank' })
  @MaxLength(200)
  accountIdentifier?: string | null;

  @ApiPropertyOptional({ type: String, maxLength: 2000, nullable: true })
  @IsOptional()
  @rule('isWebAddress', (value) => typeof value === 'string' && WEB.test(value) && URL.canParse(value), 'must be a URL of http or https')
  @MaxLength(2000)
  accessUrl?: string | null;
}
