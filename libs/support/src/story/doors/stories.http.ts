import { Readable } from 'node:stream';
import { type Asked, BooleanParameter, Reads, Request, Scope } from '@causeway/platform';
import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsBoolean, IsOptional, IsString, MaxLength } from 'class-validator';
import { GetStory } from '../read/get-story';

class StoryQuery {
  @ApiProperty({ example: 'order:…' }) @IsString() @MaxLength(500) subject!: string;
  @ApiPropertyOptional({ default: false }) @IsOptional() @BooleanParameter() @IsBoolean() withPersonalData?: boolean;
  @ApiPropertyOptional({ maxLength: 4000 }) @IsOptional() @IsString() @MaxLength(4000) reason?: string;
}

/** What `causeway export` writes to a file: one JSON a line, the first says what it is. */
@ApiTags('looking back')
@Controller('api/v1/stories')
export class StoriesHttp {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Scope('support')
  @Reads('look-list', 'deliveries')
  @ApiOperation({ summary: 'The whole story of one subject as newline-delimited JSON, personal data and secrets masked' })
  async story(@Request() asked: Asked, @Query() { subject, withPersonalData = false, reason }: StoryQuery): Promise<StreamableFile> {
    const { head, facts } = await this.queries.execute(new GetStory(asked, { subject, withPersonalData, reason: reason ?? null }));
    return new StreamableFile(Readable.from(lines(head, facts), { objectMode: false }), { type: 'application/x-ndjson' });
  }
}

function* lines(head: unknown, facts: readonly unknown[]): Generator<string> {
  yield `${JSON.stringify(head)}\n`;
  for (let i = 0; i < facts.length; i += 200)
    yield facts
      .slice(i, i + 200)
      .map((fact) => `${JSON.stringify(fact)}\n`)
      .join('');
}
