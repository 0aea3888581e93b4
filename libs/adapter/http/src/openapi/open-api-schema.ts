import type { ApiBodyOptions } from '@nestjs/swagger';
import { z } from 'zod';
import { VALIDATED_APART } from './unknown-fields.js';

/** A schema in the form of an OpenAPI document. */
export type BodySchema = Extract<ApiBodyOptions, { schema: unknown }>['schema'];

/** Converts the schema that parses a body to the schema in the document, so the two cannot differ. */
export function openApiSchema(schema: z.ZodType): BodySchema {
  return withNullInEnums(z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'input' })) as BodySchema;
}

/**
 * Adds null to each nullable enum that lacks it: `nullable` lets null pass the type, and `enum` still refuses what it does
 * not list (OpenAPI 3.0.3). Zod leaves it out. Pure.
 */
export function withNullInEnums(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withNullInEnums);
  if (typeof schema !== 'object' || schema === null) return schema;
  const members = Object.fromEntries(
    Object.entries(schema).map(([name, value]) => [name, withNullInEnums(value)]),
  );
  const { nullable, enum: values } = members;
  return nullable === true && Array.isArray(values) && !values.includes(null)
    ? { ...members, enum: [...(values as unknown[]), null] }
    : members;
}

/**
 * Marks the schema of a body whose operation checks each part itself, so that one bad part does not fail the
 * others.
 */
export function validatedApart(schema: BodySchema): BodySchema {
  return Object.assign({ ...schema }, { [VALIDATED_APART]: true });
}
