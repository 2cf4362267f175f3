import { Called, type Caller, Scope } from '@causeway/platform';
import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsString, Matches } from 'class-validator';
import { GetMoments, type Moments } from '../read/get-moments';

class MomentsQuery {
  @ApiProperty({ example: '12,15', description: 'At most 200 positions with commas between.' })
  @IsString()
  @Matches(/^[1-9]\d{0,14}(,[1-9]\d{0,14}){0,199}$/, { message: 'must be at most 200 positions with commas between' })
  positions!: string;
}

/** Lists name facts by their positions; people think in times. */
@ApiTags('looking back')
@Controller('api/v1/moments')
export class MomentsHttp {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Scope('support')
  @ApiOperation({ summary: 'When the facts at these positions happened' })
  moments(@Called() caller: Caller, @Query() { positions }: MomentsQuery): Promise<Moments> {
    // Positions are of everybody's facts.
    caller.operatorOnly();
    return this.queries.execute(new GetMoments([...new Set(positions.split(',').map(Number))]));
  }
}
