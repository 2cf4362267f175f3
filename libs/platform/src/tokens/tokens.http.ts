import { Body, Controller, Get, Header, Headers, HttpCode, Ip, Post, Res } from '@nestjs/common';
import { ApiBasicAuth, ApiBody, ApiConsumes, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Configuration } from '../config/configuration';
import { SCOPES } from '../doors/caller';
import { FORM } from '../doors/media-types';
import { routeSettings, Takes } from '../doors/route';
import { Open } from '../doors/scope';
import { Keyring } from './keyring';
import { OAuthRefusal } from './oauth';
import { TokenEndpoint } from './token-endpoint';

const form = {
  schema: {
    type: 'object',
    required: ['grant_type'],
    properties: { grant_type: { type: 'string', enum: ['client_credentials'] }, tid: { type: 'string' }, scope: { type: 'string' } },
  },
} as const;
const token = {
  type: 'object',
  required: ['access_token', 'token_type', 'expires_in', 'scope'],
  properties: {
    access_token: { type: 'string' },
    token_type: { type: 'string' },
    expires_in: { type: 'integer' },
    scope: { type: 'string' },
  },
} as const;

/** The identity provider's machine side (spec 00, *Tokens and tenant context*). */
@ApiTags('tokens')
@Controller()
export class TokensHttp {
  constructor(
    private readonly endpoint: TokenEndpoint,
    private readonly keyring: Keyring,
    private readonly configuration: Configuration,
  ) {}

  @Post(['connect/token', 'oauth2/token'])
  @Open()
  @Takes(FORM)
  @routeSettings({ oauth: true, bodyLimit: 16 * 1024 })
  @HttpCode(200)
  @ApiBasicAuth('client')
  @ApiConsumes(FORM)
  @ApiBody(form as never)
  @ApiOperation({ summary: 'An access token for a service account' })
  @ApiResponse({ status: 200, schema: token as never })
  async token(
    @Body() body: unknown,
    @Headers('authorization') authorization: string | undefined,
    @Ip() address: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache' });
    try {
      const answer = await this.endpoint.grant(body instanceof URLSearchParams ? body : new URLSearchParams(), authorization, address);
      await reply.type('application/json').send(answer);
    } catch (error) {
      if (!(error instanceof OAuthRefusal)) throw error;
      if (error.status === 401) reply.header('www-authenticate', 'Basic realm="causeway", charset="UTF-8"');
      await reply.code(error.status).type('application/json').send({ error: error.error, error_description: error.message });
    }
  }

  @Get('.well-known/jwks.json')
  @Open()
  @Header('cache-control', 'public, max-age=300')
  @ApiOperation({ summary: 'Public keys of access tokens and of deliveries' })
  jwks() {
    return this.keyring.jwks();
  }

  @Get('.well-known/openid-configuration')
  @Open()
  @Header('cache-control', 'public, max-age=300')
  @ApiOperation({ summary: 'OpenID Connect discovery' })
  discovery() {
    const { publicUrl } = this.configuration;
    return {
      issuer: publicUrl,
      token_endpoint: `${publicUrl}/connect/token`,
      jwks_uri: `${publicUrl}/.well-known/jwks.json`,
      grant_types_supported: ['client_credentials'],
      response_types_supported: [],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: ['client_secret_basic'],
      scopes_supported: [...SCOPES],
      claims_supported: ['iss', 'sub', 'aud', 'exp', 'iat', 'jti', 'client_id', 'tid', 'scope'],
    };
  }
}
