import type { ApiBodyOptions } from '@nestjs/swagger';
import { z } from 'zod';

/** A schema as a document of an API has it. */
export type BodySchema = Extract<ApiBodyOptions, { schema: unknown }>['schema'];

/** The schema that a body is read with, for the document: what is said of it and what is done can not differ. */
export function openApiSchema(schema: z.ZodType): BodySchema {
  return z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'input' }) as BodySchema;
}
