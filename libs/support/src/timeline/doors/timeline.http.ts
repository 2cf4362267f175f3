import { type Asked, Reads, Request, Scope } from '@causeway/platform';
import { Controller, Get, Headers, Query, StreamableFile } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiHeader, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { FollowTimeline } from '../read/follow-timeline';
import { GetDiff, GetState } from '../read/get-state';
import { GetTimeline } from '../read/get-timeline';

class TimelineQuery {
  @ApiProperty({ example: 'order:…' }) @IsString() @MaxLength(500) subject!: string;
  @ApiPropertyOptional({ description: 'A revision or a time: how it stood then.' }) @IsOptional() @IsString() @MaxLength(40) at?: string;
  @ApiPropertyOptional({ description: 'Two revisions or times with a comma between.' })
  @IsOptional()
  @IsString()
  @MaxLength(90)
  diff?: string;
  @ApiPropertyOptional({ description: 'Only what lies behind this position.' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  after?: number;
  @ApiPropertyOptional({ minimum: 1, maximum: 1000, default: 100 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1000)
  limit?: number;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(2000) cursor?: string;
}

/** Looking back at one thing (spec 60, *REST*). */
@ApiTags('looking back')
@Controller('api/v1/timeline')
export class TimelineHttp {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Scope('support')
  @Reads('look-list', 'deliveries')
  @ApiHeader({ name: 'accept', required: false, description: '`text/event-stream` for what comes, live.' })
  @ApiHeader({ name: 'last-event-id', required: false, description: 'The position after which a stream goes on.' })
  @ApiOperation({ summary: 'Facts, refusals, deliveries and looks of one subject; how it stood; what changed; live' })
  async timeline(
    @Request() asked: Asked,
    @Query() { subject, at, diff, ...page }: TimelineQuery,
    @Headers('accept') accept?: string,
    @Headers('last-event-id') lastEventId?: string,
  ): Promise<object> {
    if (at !== undefined) return this.queries.execute(new GetState(asked, subject, at));
    if (diff !== undefined) return this.queries.execute(new GetDiff(asked, subject, diff));
    if (!accept?.includes('text/event-stream')) return this.queries.execute(new GetTimeline(asked, { subject, ...page }));
    const after = /^\d{1,15}$/.test(lastEventId ?? '') ? Number(lastEventId) : (page.after ?? null);
    return new StreamableFile(await this.queries.execute(new FollowTimeline(asked, subject, after)), { type: 'text/event-stream' });
  }
}
