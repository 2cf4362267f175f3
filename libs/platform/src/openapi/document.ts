import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { completed } from './completing';

/** OpenAPI 3.1 of every route. Made when first asked for: it costs a second that a start should not. */
export const documentOf = (app: INestApplication, publicUrl: string): OpenAPIObject => {
  const options = new DocumentBuilder()
    .setTitle('Causeway')
    .setDescription(
      'The integration backbone of an app marketplace. Errors are RFC 9457 problems with a `code`; every POST takes an `Idempotency-Key`.',
    )
    .setVersion('1.0.0')
    .setOpenAPIVersion('3.1.0')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer(publicUrl)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'token')
    .addBasicAuth({ type: 'http', scheme: 'basic' }, 'client')
    .build();
  return completed(SwaggerModule.createDocument(app, options, { deepScanRoutes: true }));
};
