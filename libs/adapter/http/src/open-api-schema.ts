import type { ApiBodyOptions } from '@nestjs/swagger';
import { z } from 'zod';
import { VALIDATED_APART } from './unknown-fields.js';

/** A schema as a document of an API has it. */
export type BodySchema = Extract<ApiBodyOptions, { schema: unknown }>['schema'];

/**
 * The schema that a body is read with, for the document: what is said of it and what is done cannot differ.
 */
export function openApiSchema(schema: z.ZodType): BodySchema {
  return z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'input' }) as BodySchema;
}

/**
 * A body whose operation refuses what it does not know itself, part by part, so that one bad part does not
 * sink the others.
 */
export function validatedApart(schema: BodySchema): BodySchema {
  return Object.assign({ ...schema }, { [VALIDATED_APART]: true });
}
