import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { Optional, rule, UniqueBy } from '../../product/doors/product-rules';

const FREQUENCIES = ['monthly', 'yearly', 'once'] as const;
const MOST = 1_000_000;
const MOST_ANSWERS = 500;

const AreAnswers = () =>
  rule(
    'areAnswers',
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length <= MOST_ANSWERS,
    `must be an object of at most ${MOST_ANSWERS} answers`,
  );
const Quantity = (): PropertyDecorator => (target, property) => {
  for (const decorate of [Optional(), IsInt(), Min(1), Max(MOST)]) decorate(target, property as string);
};
const Addons = (): PropertyDecorator => (target, property) => {
  const decorators = [
    Optional(),
    IsArray(),
    ArrayMaxSize(100),
    IsObject({ each: true }),
    UniqueBy('code'),
    ValidateNested({ each: true }),
    Type(() => ChosenBody),
  ];
  for (const decorate of decorators) decorate(target, property as string);
};

export class ChosenBody {
  @ApiProperty() @IsString() @MaxLength(200) code!: string;
  @ApiPropertyOptional({ default: 1, minimum: 1, maximum: MOST }) @Quantity() quantity?: number;
}

/** The body of `POST /api/v1/storefront/orders`. */
export class PurchaseBody {
  @ApiProperty() @IsString() @MaxLength(200) productId!: string;
  @ApiProperty({ example: 'basic' }) @IsString() @MaxLength(200) edition!: string;
  @ApiPropertyOptional({ default: 1, minimum: 1, maximum: MOST }) @Quantity() quantity?: number;
  @ApiPropertyOptional({ type: [ChosenBody], default: [] }) @Addons() addons?: ChosenBody[];
  @ApiProperty({ enum: FREQUENCIES }) @IsIn(FREQUENCIES) paymentFrequency!: (typeof FREQUENCIES)[number];
  @ApiPropertyOptional({ default: false }) @Optional() @IsBoolean() trial?: boolean;
  @ApiPropertyOptional({ type: Object, additionalProperties: true, default: {} }) @Optional() @AreAnswers() answers?: Record<
    string,
    unknown
  >;
}

/** The body of `POST /api/v1/storefront/subscriptions/{id}/change`; what is absent stays. */
export class SubscriptionChangeBody {
  @ApiPropertyOptional() @Optional() @IsString() @MaxLength(200) edition?: string;
  @ApiPropertyOptional({ minimum: 1, maximum: MOST }) @Quantity() quantity?: number;
  @ApiPropertyOptional({ type: [ChosenBody], description: 'The whole new set.' }) @Addons() addons?: ChosenBody[];
  @ApiPropertyOptional({ enum: FREQUENCIES }) @Optional() @IsIn(FREQUENCIES) paymentFrequency?: (typeof FREQUENCIES)[number];
  @ApiPropertyOptional({ type: Object, additionalProperties: true }) @Optional() @AreAnswers() answers?: Record<string, unknown>;
}

/** The body of `POST /api/v1/storefront/subscriptions/{id}/cancel`. */
export class SubscriptionCancelBody {
  @ApiPropertyOptional({ type: String, maxLength: 4000, nullable: true }) @IsOptional() @IsString() @MaxLength(4000) reason?: string | null;
}
