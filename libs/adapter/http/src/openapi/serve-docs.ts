import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ACCESS_EXTENSION } from './declared.js';
import type { BodySchema } from './open-api-schema.js';

/** RFC 9457, the format of every error. */
const PROBLEM: BodySchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string', description: 'urn:stockproof:problem:<code>' },
    title: { type: 'string' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    code: { type: 'string', description: 'for programs' },
    detail: { type: 'string', description: 'for people' },
  },
};

/** Builds the OpenAPI document from the declarations of the operations. */
export function documentOf(app: NestFastifyApplication, title: string): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle(`Stockproof ${title}`)
    .setVersion('1')
    .addBearerAuth()
    .build();
  return withProblems(SwaggerModule.createDocument(app, config));
}

/** Serves the OpenAPI document at /docs-json, and for people at /docs. */
export function serveDocs(app: NestFastifyApplication, document: OpenAPIObject): void {
  SwaggerModule.setup('docs', app, document, { jsonDocumentUrl: 'docs-json' });
}

/** Adds the error answer to every operation of the document; it is the same everywhere. */
export function withProblems(document: OpenAPIObject): OpenAPIObject {
  const otherwise = {
    description: 'a problem (RFC 9457)',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  const paths = Object.fromEntries(
    Object.entries(document.paths).map(([path, item]) => [path, eachOperation(item, otherwise)]),
  );
  const schemas = { ...document.components?.schemas, Problem: PROBLEM };
  return { ...document, paths, components: { ...document.components, schemas } };
}

function eachOperation<T extends object>(item: T, otherwise: object): T {
  const operations = Object.entries(item).map(([method, operation]) => {
    const { responses, security, ...rest } = operation as {
      responses?: object;
      security?: object;
      [ACCESS_EXTENSION]?: readonly string[];
    };
    if (responses === undefined) return [method, operation] as const;
    const secured =
      security === undefined || rest[ACCESS_EXTENSION]?.includes('public') === true ? {} : { security };
    return [method, { ...rest, ...secured, responses: { ...responses, default: otherwise } }] as const;
  });
  return Object.fromEntries(operations) as T;
}
