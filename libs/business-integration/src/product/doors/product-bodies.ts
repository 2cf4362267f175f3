import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsIn, IsObject, IsString, MaxLength, ValidateNested } from 'class-validator';
import {
  AGGREGATIONS,
  AreMeters,
  IsAmount,
  IsCode,
  IsCurrency,
  IsFieldName,
  IsFormPattern,
  NotBlank,
  OfModels,
  Optional,
  OptionsOfSelect,
  UniqueBy,
} from './product-rules';

const MODELS = ['free', 'flat', 'per-unit', 'pay-as-you-go'] as const;
const PERIODS = ['month', 'year', 'once'] as const;
/** A meter in OpenAPI's words; the rule is `AreMeters`. */
const METER = {
  type: 'object',
  required: ['meterCode', 'unit', 'aggregation'],
  properties: { meterCode: { type: 'string' }, unit: { type: 'string' }, aggregation: { type: 'string', enum: [...AGGREGATIONS] } },
  additionalProperties: true,
};
const FIELD_TYPES = ['text', 'email', 'number', 'boolean', 'select', 'domain', 'country', 'phone'] as const;

export class MoneyBody {
  @ApiProperty({ example: '49.00', description: 'A decimal string, never a number.' }) @IsAmount() amount!: string;
  @ApiProperty({ example: 'EUR' }) @IsCurrency() currency!: string;
}

/** One of four shapes, told apart by `model`; what does not belong to the model is not taken. */
export class PricingBody {
  @ApiProperty({ enum: MODELS }) @IsIn(MODELS) model!: (typeof MODELS)[number];
  @ApiPropertyOptional({ description: 'per-unit' }) @OfModels('per-unit') @IsString() @NotBlank() @MaxLength(200) unit?: string;
  @ApiPropertyOptional({ description: 'flat and per-unit' })
  @OfModels('flat', 'per-unit')
  @IsObject()
  @ValidateNested()
  @Type(() => MoneyBody)
  price?: MoneyBody;
  @ApiPropertyOptional({ enum: PERIODS, description: 'flat and per-unit' })
  @OfModels('flat', 'per-unit')
  @IsIn(PERIODS)
  period?: (typeof PERIODS)[number];
  @ApiPropertyOptional({ type: 'array', items: METER, description: 'pay-as-you-go' })
  @OfModels('pay-as-you-go')
  @AreMeters()
  meters?: Record<string, unknown>[];
}

export class AddonBody {
  @ApiProperty({ example: 'mail' }) @IsCode() code!: string;
  @ApiProperty({ example: 'Mail gateway' }) @IsString() @NotBlank() @MaxLength(200) name!: string;
  @ApiProperty() @IsObject() @ValidateNested() @Type(() => PricingBody) pricing!: PricingBody;
}

export class EditionBody extends AddonBody {
  @ApiPropertyOptional({ default: true }) @Optional() @IsBoolean() onSale?: boolean;
}

/** One field of a purchase form. */
export class FieldBody {
  @ApiProperty({ example: 'subdomain' }) @IsFieldName() name!: string;
  @ApiProperty({ example: 'Subdomain' }) @IsString() @NotBlank() @MaxLength(200) label!: string;
  @ApiProperty({ enum: FIELD_TYPES }) @IsIn(FIELD_TYPES) type!: (typeof FIELD_TYPES)[number];
  @ApiPropertyOptional({ default: false }) @Optional() @IsBoolean() required?: boolean;

  @ApiPropertyOptional({ type: [String], description: 'select' })
  @OptionsOfSelect()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @IsString({ each: true })
  @MaxLength(200, { each: true })
  options?: string[];

  @ApiPropertyOptional({ description: 'The whole answer must match. Without look-around, back-references and \\b.' })
  @Optional()
  @IsFormPattern()
  pattern?: string;
  @ApiPropertyOptional({ default: false, description: 'Kept encrypted, and gone when the company is erased.' })
  @Optional()
  @IsBoolean()
  personal?: boolean;
}

/** Editions, add-ons and forms, in lists as long as spec 00 lets them be. */
export const ListOf =
  (type: () => new () => object, most: number, unique: string): PropertyDecorator =>
  (target, property) => {
    const decorators = [
      IsArray(),
      ArrayMaxSize(most),
      IsObject({ each: true }),
      UniqueBy(unique),
      ValidateNested({ each: true }),
      Type(type),
    ];
    for (const decorate of decorators) decorate(target, property as string);
  };
