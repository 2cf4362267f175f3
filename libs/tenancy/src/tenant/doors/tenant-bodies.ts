import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsEmail,
  IsIn,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  ValidateIf,
} from 'class-validator';
import { COMPANY_CODE, GIVEN_ROLES, TENANT_ID, type TenantWish } from '../write/onboard-tenant';
import { IsInACountry, IsOptions, NotBlank } from './tenant-rules';

type Options = NonNullable<TenantWish['options']>;
type Role = (typeof GIVEN_ROLES)[number];

const LANGUAGE = /^[a-z]{2}$/;
const saidOrNoTemplate = (field: 'roles' | 'language') =>
  ValidateIf((body: OnboardBody) => body[field] !== undefined || body.templateCode === undefined || body.templateCode === null);
const said = (field: keyof ChangeBody) => ValidateIf((body: ChangeBody) => body[field] !== undefined);

/** The body of `POST /api/v1/tenants`. */
export class OnboardBody implements TenantWish {
  @ApiPropertyOptional({ example: 'acme', description: 'Made from the name when absent; compared without case.' })
  @ValidateIf((body: OnboardBody) => body.tenantId !== undefined)
  @IsString()
  @Matches(TENANT_ID, { message: 'must be 3 to 64 letters, digits, - or _, beginning with a letter or digit' })
  tenantId?: string;

  @ApiProperty({ example: 'Acme Software', maxLength: 200 }) @IsString() @NotBlank() @MaxLength(200) name!: string;

  @ApiProperty({ example: '12345678|CZ', description: '<national id>|<ISO 3166-1 alpha-2>' })
  @IsString()
  @Matches(COMPANY_CODE, { message: 'must be <national id>|<ISO 3166-1 alpha-2>, e.g. 12345678|CZ' })
  @IsInACountry()
  companyCode!: string;

  @ApiPropertyOptional({ enum: GIVEN_ROLES, isArray: true, description: 'Required unless a template says it.' })
  @saidOrNoTemplate('roles')
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @IsIn(GIVEN_ROLES, { each: true })
  roles?: Role[];

  @ApiProperty({ example: 'it@acme.example' }) @IsEmail() @MaxLength(200) email!: string;

  @ApiPropertyOptional({ example: 'en', description: 'Two letters (BCP 47). Required unless a template says it.' })
  @saidOrNoTemplate('language')
  @IsString()
  @Matches(LANGUAGE, { message: 'must be a language of two small letters, e.g. en' })
  language?: string;

  @ApiPropertyOptional({ type: Object, additionalProperties: true })
  @ValidateIf((body: OnboardBody) => body.options !== undefined)
  @IsOptions()
  options?: Options;

  @ApiPropertyOptional()
  @ValidateIf((body: OnboardBody) => body.templateCode !== undefined)
  @IsString()
  @IsNotEmpty()
  @MaxLength(64)
  templateCode?: string;
}

/** The body of `PATCH /api/v1/tenants/{tenantId}`, a JSON Merge Patch: of these only options can be taken away. */
export class ChangeBody {
  @ApiPropertyOptional({ maxLength: 200 }) @said('name') @IsString() @NotBlank() @MaxLength(200) name?: string;
  @ApiPropertyOptional() @said('email') @IsEmail() @MaxLength(200) email?: string;

  @ApiPropertyOptional({ example: 'en' })
  @said('language')
  @IsString()
  @Matches(LANGUAGE, { message: 'must be a language of two small letters, e.g. en' })
  language?: string;

  @ApiPropertyOptional({
    type: Object,
    additionalProperties: true,
    nullable: true,
    description: 'Merged; null takes away a setting, or all.',
  })
  @IsOptional()
  @IsOptions()
  options?: Options | null;
}

/** The body of `POST /api/v1/tenant-templates`. */
export class TemplateBody {
  @ApiProperty({ example: 'czech-customer' })
  @IsString()
  @Matches(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
    message: 'must be 1 to 64 letters, digits, dots, - or _, beginning with a letter or digit',
  })
  code!: string;

  @ApiProperty({ enum: GIVEN_ROLES, isArray: true })
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @IsIn(GIVEN_ROLES, { each: true })
  roles!: Role[];

  @ApiPropertyOptional({ example: 'en' })
  @ValidateIf((body: TemplateBody) => body.language !== undefined)
  @IsString()
  @Matches(LANGUAGE, { message: 'must be a language of two small letters, e.g. en' })
  language?: string;

  @ApiPropertyOptional({ type: Object, additionalProperties: true })
  @ValidateIf((body: TemplateBody) => body.options !== undefined)
  @IsOptions()
  options?: Options;
}
