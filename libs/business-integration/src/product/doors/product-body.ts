import { ApiProperty, ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import { ArrayMinSize, IsBoolean, IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { AddonBody, EditionBody, FieldBody, ListOf } from './product-bodies';
import { FewPatterns, IsCode, NotBlank } from './product-rules';

const FULFILMENTS = ['agent', 'events'] as const;
const BILLERS = ['marketplace', 'application', 'vendor'] as const;
const ENDS = ['convert', 'expire'] as const;
const A_YEAR_OF_HOURS = 8760;

/** The body of `POST /api/v1/products`. */
export class ProductBody {
  @ApiPropertyOptional({ type: String, example: 'crm', nullable: true, description: 'Unique among your products.' })
  @IsOptional()
  @IsCode()
  code?: string | null;
  @ApiProperty({ example: 'Acme CRM', maxLength: 200 }) @IsString() @NotBlank() @MaxLength(200) name!: string;
  @ApiPropertyOptional({ type: String, maxLength: 4000, nullable: true }) @IsOptional() @IsString() @MaxLength(4000) description?:
    | string
    | null;
  @ApiProperty({ example: 'acme.crm' }) @IsString() @MaxLength(200) applicationCode!: string;
  @ApiProperty({ enum: FULFILMENTS }) @IsIn(FULFILMENTS) fulfilment!: (typeof FULFILMENTS)[number];
  @ApiPropertyOptional({ type: Boolean, default: false, nullable: true }) @IsOptional() @IsBoolean() multipleSubscriptionsEnabled?:
    | boolean
    | null;
  @ApiPropertyOptional({ type: 'integer', default: 0, minimum: 0, maximum: 3650, nullable: true })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(3650)
  trialDays?: number | null;
  @ApiPropertyOptional({ enum: ENDS, default: 'expire' }) @IsOptional() @IsIn(ENDS) onTrialEnd?: (typeof ENDS)[number] | null;
  @ApiPropertyOptional({ type: 'integer', default: 14, minimum: 0, maximum: 3650, nullable: true })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(3650)
  trialGraceDays?: number | null;
  @ApiPropertyOptional({ type: 'integer', default: 30, minimum: 0, maximum: 3650, nullable: true })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(3650)
  suspensionGraceDays?: number | null;
  @ApiPropertyOptional({ type: 'integer', default: 1, minimum: 1, maximum: A_YEAR_OF_HOURS, nullable: true })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(A_YEAR_OF_HOURS)
  acknowledgeWithinHours?: number | null;
  @ApiPropertyOptional({ type: 'integer', default: 72, minimum: 1, maximum: A_YEAR_OF_HOURS, nullable: true })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(A_YEAR_OF_HOURS)
  fulfilWithinHours?: number | null;
  @ApiPropertyOptional({ enum: BILLERS, default: 'marketplace' }) @IsOptional() @IsIn(BILLERS) billedBy?: (typeof BILLERS)[number] | null;
  @ApiProperty({ type: [EditionBody], maxItems: 50 }) @ListOf(() => EditionBody, 50, 'code') @ArrayMinSize(1) editions!: EditionBody[];
  @ApiPropertyOptional({ type: [AddonBody], maxItems: 100 }) @IsOptional() @ListOf(() => AddonBody, 100, 'code') addons?:
    | AddonBody[]
    | null;
  @ApiPropertyOptional({ type: [FieldBody], maxItems: 100 })
  @IsOptional()
  @ListOf(() => FieldBody, 100, 'name')
  @FewPatterns()
  purchaseForm?: FieldBody[] | null;
}

/** The body of `PATCH /api/v1/products/{productId}`, a JSON Merge Patch: `null` puts back what stands there without it. */
export class ProductPatchBody extends PartialType(ProductBody) {}
