import { Answer, AnyToken, type Asked, Called, type Caller, ListQuery, type Page, Reads, Request, Scope } from '@causeway/platform';
import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsIn, IsString, MaxLength } from 'class-validator';
import type { Written } from '../../written';
import { GetProduct } from '../read/get-product';
import { ListProducts } from '../read/list-products';
import type { ProductBody as ProductShown } from '../read/product-body';
import type { ProductWish } from '../steps/product-wish';
import { CreateProduct } from '../write/create-product';
import { ReviseProduct } from '../write/revise-product';
import { PublishProduct, WithdrawProduct } from '../write/sale-of-product';
import { ProductBody, ProductPatchBody } from './product-body';
import { Optional } from './product-rules';

const STATUSES = ['draft', 'published', 'withdrawn'] as const;

class ProductsQuery extends ListQuery {
  @ApiPropertyOptional({ enum: STATUSES }) @Optional() @IsIn(STATUSES) status?: (typeof STATUSES)[number];
  @ApiPropertyOptional() @Optional() @IsString() @MaxLength(200) applicationCode?: string;
}

/** Products and the catalogue (spec 20, *Products and the storefront*). */
@ApiTags('products')
@Controller('api/v1/products')
export class ProductsHttp {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @Scope('integrations')
  @ApiOperation({ summary: 'Draft a product of one of your applications' })
  async create(@Request() asked: Asked, @Body() body: ProductBody): Promise<Answer> {
    const { body: shown, revision, position } = await this.commands.execute(new CreateProduct(asked, body as ProductWish));
    return Answer.created(shown, { revision, position, location: `/api/v1/products/${shown.productId}` });
  }

  @Get()
  @AnyToken()
  @Reads('product-list')
  @ApiOperation({ summary: 'The catalogue: what is published, and your own drafts' })
  list(@Called() caller: Caller, @Query() query: ProductsQuery): Promise<Page<ProductShown>> {
    return this.queries.execute(new ListProducts(caller, query, query));
  }

  @Get(':productId')
  @AnyToken()
  @ApiOperation({ summary: 'One product' })
  async one(@Called() caller: Caller, @Param('productId') productId: string): Promise<Answer> {
    const shown = await this.queries.execute(new GetProduct(caller, productId));
    return Answer.ok(shown, { revision: shown.revision });
  }

  @Patch(':productId')
  @Scope('integrations')
  @ApiOperation({ summary: 'Change a product for those who buy from now on (JSON Merge Patch)' })
  async revise(@Request() asked: Asked, @Param('productId') productId: string, @Body() body: ProductPatchBody): Promise<Answer> {
    return answer(await this.commands.execute(new ReviseProduct(asked, productId, body as Partial<ProductWish>)));
  }

  @Post(':productId/publish')
  @HttpCode(200)
  @Scope('integrations')
  @ApiOperation({ summary: 'Put it on sale' })
  async publish(@Request() asked: Asked, @Param('productId') productId: string): Promise<Answer> {
    return answer(await this.commands.execute(new PublishProduct(asked, productId)));
  }

  @Post(':productId/withdraw')
  @HttpCode(200)
  @Scope('integrations')
  @ApiOperation({ summary: 'End its sale; who has it keeps it' })
  async withdraw(@Request() asked: Asked, @Param('productId') productId: string): Promise<Answer> {
    return answer(await this.commands.execute(new WithdrawProduct(asked, productId)));
  }
}

const answer = ({ body, revision, position }: Written<ProductShown>): Answer => Answer.ok(body, { revision, position });
