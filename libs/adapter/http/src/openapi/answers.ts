import { ApiResponse, type ApiResponseOptions } from '@nestjs/swagger';
import { z } from 'zod';
import { withNullInEnums } from './open-api-schema.js';

/** Building blocks of answers. Objects are strict: a member that the document does not name is an error. */
export const part = {
  text: z.string(),
  count: z.int().min(0),
  /** RFC 3339 in UTC. */
  instant: z.string().meta({ format: 'date-time' }),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
} as const;

type Schema = Extract<ApiResponseOptions, { schema: unknown }>['schema'];

/**
 * Status and description of an answer in the OpenAPI document. They do not set the status of the response.
 */
export interface AnswerOptions {
  /** Default 200. */
  readonly status?: number;
  /** When this answer is given. */
  readonly description?: string;
}

/**
 * Declares the successful answer of an operation in the OpenAPI document. The handler returns the same type,
 * `z.infer` of the shape.
 */
export function Answers(shape: z.ZodType, options: AnswerOptions = {}): MethodDecorator {
  const schema = z.toJSONSchema(shape, { target: 'openapi-3.0', io: 'output' });
  return answersAs(withNullInEnums(schema) as Schema, options);
}

/** Like Answers, from a JSON Schema (draft-07). */
export function AnswersSchema(draft07: object, options: AnswerOptions = {}): MethodDecorator {
  return answersAs(withNullInEnums(toOpenApi(draft07)) as Schema, options);
}

/** Declares an answer that is not JSON of a shape: text, unless a schema is given. */
export function AnswersOf(content_type: string, schema: Schema = { type: 'string' }): MethodDecorator {
  return ApiResponse({ status: 200, description: '', content: { [content_type]: { schema } } });
}

/**
 * Options for `@Sse(path, STREAMED)`: the most characters of events that may wait for one reader; then its
 * connection is dropped. It exceeds the initial events of a stream, so that a reader that reads is not
 * dropped.
 */
export const STREAMED = { maxPendingDataLength: 2 * 1_048_576 } as const;

/** Declares a stream of server-sent events with these names; the data of each is JSON. */
export function Streams(...names: readonly string[]): MethodDecorator {
  const text: Schema = { type: 'string' };
  return AnswersOf('text/event-stream', {
    type: 'object',
    required: ['data'],
    properties: { event: { type: 'string', enum: [...names] }, id: text, data: text },
  });
}

function answersAs(schema: Schema, { status = 200, description = '' }: AnswerOptions): MethodDecorator {
  return ApiResponse({ status, description, schema });
}

/** OpenAPI 3.0 has neither the type `null` nor `const`. */
function toOpenApi(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(toOpenApi);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).flatMap(([key, value]): [string, unknown][] => {
    if (key === 'const') return [['enum', [value]]];
    if (key === 'type' && Array.isArray(value))
      return [
        ['type', value.find((one) => one !== 'null')],
        ['nullable', value.includes('null')],
      ];
    if (key === 'anyOf' && Array.isArray(value) && value.some(isNull)) {
      return [
        ['allOf', value.filter((one) => !isNull(one)).map(toOpenApi)],
        ['nullable', true],
      ];
    }
    return [[key, toOpenApi(value)]];
  });
  return Object.fromEntries(entries);
}

function isNull(schema: unknown): boolean {
  return (schema as { type?: unknown } | null)?.type === 'null';
}
