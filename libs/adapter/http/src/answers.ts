import { ApiResponse, type ApiResponseOptions } from '@nestjs/swagger';
import { z } from 'zod';

/** Parts of which answers are made. Strict objects: a member that the document does not name breaks it. */
export const part = {
  text: z.string(),
  count: z.int().min(0),
  /** RFC 3339 in UTC. */
  instant: z.string().meta({ format: 'date-time' }),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
} as const;

type Schema = Extract<ApiResponseOptions, { schema: unknown }>['schema'];

export interface AnswerOptions {
  /** 200 unless said. */
  readonly status?: number;
  /** When this is the answer. */
  readonly description?: string;
}

/** Says in the API's document what an operation answers when all is well. Handlers return the same type, `z.infer` of the shape. */
export function Answers(shape: z.ZodType, options: AnswerOptions = {}): MethodDecorator {
  return answersAs(z.toJSONSchema(shape, { target: 'openapi-3.0', io: 'output' }) as Schema, options);
}

/** The same of a JSON Schema, draft-07, that is at hand already. */
export function AnswersSchema(draft07: object, options: AnswerOptions = {}): MethodDecorator {
  return answersAs(toOpenApi(draft07) as Schema, options);
}

/** Something else than JSON of a shape: text, unless a schema is given. */
export function AnswersOf(content_type: string, schema: Schema = { type: 'string' }): MethodDecorator {
  return ApiResponse({ status: 200, description: '', content: { [content_type]: { schema } } });
}

/**
 * How many characters of events may wait for one reader; then its connection is dropped (`@Sse(path, STREAMED)`). More than what a
 * stream begins with, for a reader that reads must not be taken for one that does not.
 */
export const STREAMED = { maxPendingDataLength: 2 * 1_048_576 } as const;

/** Server-sent events by these names; the data of each is JSON. */
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

/** OpenAPI 3.0 has no type `null` and no `const`. */
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
