import { SCOPES, type ScopeName } from '@causeway/platform';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayNotEmpty, ArrayUnique, IsArray, IsIn, IsInt, IsString, Matches, Max, MaxLength, Min, ValidateIf } from 'class-validator';

/** The body that opens a service account, of a tenant or of an application. */
export class AccountBody {
  @ApiProperty({ example: 'build server', maxLength: 200 })
  @IsString()
  @Matches(/\S/, { message: 'must not be blank' })
  @MaxLength(200)
  name!: string;

  @ApiProperty({ enum: SCOPES, isArray: true, example: ['orders', 'gateway'], description: 'Nobody grants what their own token lacks.' })
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @IsIn(SCOPES, { each: true })
  scopes!: ScopeName[];
}

/** The body that adds a secret. */
export class SecretBody {
  @ApiPropertyOptional({ minimum: 0, maximum: 8760, default: 24, description: 'How many hours the older secret lives on.' })
  @ValidateIf((body: SecretBody) => body.graceHours !== undefined)
  @IsInt()
  @Min(0)
  @Max(8760)
  graceHours?: number;
}
