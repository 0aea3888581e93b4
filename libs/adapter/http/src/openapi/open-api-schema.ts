import type { ApiBodyOptions } from '@nestjs/swagger';
import { z } from 'zod';
import { VALIDATED_APART } from './unknown-fields.js';

/** A schema in the form of an OpenAPI document. */
export type BodySchema = Extract<ApiBodyOptions, { schema: unknown }>['schema'];

/** Converts the schema that parses a body to the schema in the document, so the two cannot differ. */
export function openApiSchema(schema: z.ZodType): BodySchema {
  return z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'input' }) as BodySchema;
}

/**
 * Marks the schema of a body whose operation checks each part itself, so that one bad part does not fail the
 * others.
 */
export function validatedApart(schema: BodySchema): BodySchema {
  return Object.assign({ ...schema }, { [VALIDATED_APART]: true });
}
