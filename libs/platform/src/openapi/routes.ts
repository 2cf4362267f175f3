import { createReadStream } from 'node:fs';
import { dirname, join } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { Refused } from '../doors/problem';
import { documentOf } from './document';

const OPEN = { config: { admittance: { open: true } } } as const;
const ASSETS: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css',
  'swagger-ui-bundle.js': 'text/javascript',
  'favicon-32x32.png': 'image/png',
};

const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Causeway API</title><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="/api/docs/assets/favicon-32x32.png"><link rel="stylesheet" href="/api/docs/assets/swagger-ui.css"></head>
<body><div id="api"></div><script src="/api/docs/assets/swagger-ui-bundle.js"></script><script src="/api/docs/assets/start.js"></script></body></html>`;

const START = "SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#api', deepLinking: true, validatorUrl: null });";

const PROBLEMS = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Causeway problems</title></head><body>
<h1>Problems</h1><p>Every refusal is <code>application/problem+json</code> (RFC 9457). Its <code>code</code> is <code>noun.reason</code>: what it is
about, and why. <code>detail</code> says it in a sentence, and <code>errors</code> names each fault of the request by a JSON Pointer.</p></body></html>`;

/** `/api/openapi.json`, and `/api/docs` with everything it needs: nothing is fetched from elsewhere. */
export const serveOpenApi = (fastify: FastifyInstance, app: INestApplication, publicUrl: string): void => {
  let document: string | undefined;
  const folder = () => dirname(require.resolve('swagger-ui-dist/package.json'));
  const page = (text: string) => (_request: unknown, reply: { headers(h: object): { send(text: string): unknown } }) =>
    reply
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
      })
      .send(text);

  fastify.get('/api/openapi.json', OPEN, (_request, reply) => {
    document ??= JSON.stringify(documentOf(app, publicUrl));
    return reply.type('application/json; charset=utf-8').send(document);
  });
  fastify.get('/api/docs', OPEN, page(PAGE) as never);
  fastify.get('/api/docs/problems', OPEN, page(PROBLEMS) as never);
  fastify.get('/api/docs/assets/start.js', OPEN, (_request, reply) => reply.type('text/javascript').send(START));
  fastify.get<{ Params: { file: string } }>('/api/docs/assets/:file', OPEN, ({ params }, reply) => {
    const type = Object.hasOwn(ASSETS, params.file) ? ASSETS[params.file] : undefined;
    if (type === undefined) throw new Refused(404, 'route.unknown', 'There is nothing at this address.');
    return reply
      .header('cache-control', 'public, max-age=86400')
      .type(type)
      .send(createReadStream(join(folder(), params.file)));
  });
};
