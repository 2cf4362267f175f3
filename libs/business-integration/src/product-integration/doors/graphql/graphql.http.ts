import { type Asked, Asked as AskedOf, Called, type Caller, Configuration, Open, Refused, Request, Scope, Vault } from '@causeway/platform';
import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsObject, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { answer } from './engine';
import { PAGE, POLICY } from './page';

const MOST_TEXT = 200_000;

class QuestionBody {
  @ApiProperty({ example: '{ productIntegrations { nodes { id name } } }' })
  @IsString()
  @MinLength(1)
  @MaxLength(MOST_TEXT)
  query!: string;
  @ApiPropertyOptional({ type: Object, additionalProperties: true, nullable: true }) @IsOptional() @IsObject() variables?: Record<
    string,
    unknown
  > | null;
  @ApiPropertyOptional({ type: String, nullable: true }) @IsOptional() @IsString() @MaxLength(200) operationName?: string | null;
  @ApiPropertyOptional({ type: Object, additionalProperties: true, nullable: true }) @IsOptional() @IsObject() extensions?: Record<
    string,
    unknown
  > | null;
}

/** `/api/graphql` (spec 20, *Product integrations*): a door like any other, with the same tokens. */
@ApiTags('graphql')
@Controller('api/graphql')
export class GraphqlHttp {
  private readonly key: Buffer;

  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly configuration: Configuration,
    vault: Vault,
  ) {
    this.key = vault.key('ids');
  }

  @Post()
  @Scope('integrations')
  @ApiOperation({ summary: 'Product integrations, by GraphQL' })
  async ask(@Called() caller: Caller, @Request() asked: Asked, @Body() body: QuestionBody, @Res() reply: FastifyReply): Promise<void> {
    // Product integrations are of a tenant: 403 in the master context, before anything is looked at.
    void caller.tenantId;
    let fault: { error: unknown } | null = null;
    const answered = await answer(body, {
      caller,
      commands: this.commands,
      queries: this.queries,
      asked: (field) => this.part(asked, field),
      showsSecretOf: (clientId) => {
        // As with every answer that shows a secret: what is remembered of it is forgotten at the secret's first use.
        (reply as FastifyReply & { secretOf?: string }).secretOf = clientId;
      },
      fault: (error) => {
        fault ??= { error };
      },
    });
    if (fault !== null) throw (fault as { error: unknown }).error;
    await reply
      .code(answered.status)
      .headers({ 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
      .send(JSON.stringify(answered.body));
  }

  @Get()
  @Open()
  @ApiOperation({ summary: 'A page to try GraphQL, on the stage development' })
  page(@Res() reply: FastifyReply): void {
    if (this.configuration.stage !== 'development') throw new Refused(404, 'route.unknown', 'There is nothing at this address.');
    void reply.headers({ 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY }).send(PAGE);
  }

  /** Each mutation of a request has ids of its own. */
  private part(asked: Asked, field: string): Asked {
    return new AskedOf(asked.caller, asked.act, null, asked.plainId(`graphql:${field}`), this.key);
  }
}
