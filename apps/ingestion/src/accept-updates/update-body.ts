import { MAX_EVENTS } from '@stockproof/bounds';
import {
  BUCKET_TYPES,
  identifier,
  type InventoryUpdateV3,
  MAX_QUANTITY,
  schemas,
  SELLER_OPERATIONS,
} from '@stockproof/events';
import { type BodySchema, openApiSchema, validatedApart } from '@stockproof/http';
import { z } from 'zod';

const { properties: LIMITS } = schemas['inventory-update/v3'];

const name = (field: { readonly maxLength: number }) => identifier(field.maxLength);
const oneOf = <T extends string>(values: readonly T[]) =>
  z.enum(values, `must be one of the following values: ${values.join(', ')}`);
const TOO_MANY = `must not be greater than ${MAX_QUANTITY}`;
const units = z
  .int({ error: ({ code }) => (code === 'too_big' ? TOO_MANY : 'must be an integer number') })
  .min(0, 'must not be less than 0')
  .max(MAX_QUANTITY, TOO_MANY);
/** Only the reservation service touches reserved stock. */
const bucket = oneOf(BUCKET_TYPES.filter((type) => type !== 'reserved'));

const fields = {
  schema_version: z
    .literal([1, 2, 3], 'must be one of the following values: 1, 2, 3')
    .optional()
    .meta({ default: 1 }),
  event_id: name(LIMITS.event_id).meta({ example: 'mkt-evt-8f11a' }),
  sku: name(LIMITS.sku).meta({ example: '1231241' }),
  quantity: units.meta({ example: 100 }),
  operation: oneOf(SELLER_OPERATIONS),
  event_time: z
    .string('must be a string')
    .refine((text) => text !== '', 'should not be empty')
    .meta({ format: 'date-time', example: '2026-06-19T18:23:11Z' }),
  seller_id: name(LIMITS.seller_id).meta({ example: 'seller-42' }),
  bucket_type: bucket.optional(),
  location_id: name(LIMITS.location_id).optional(),
  to_bucket_type: bucket.optional().describe('M only'),
  to_location_id: name(LIMITS.to_location_id).optional().describe('M only'),
  reason: name(LIMITS.reason).optional(),
  reference: name(LIMITS.reference).optional().describe('the document behind the change'),
  expected_quantity: units.optional().describe('S only: compare-and-set'),
  counted: oneOf(['bucket', 'on_hand'])
    .optional()
    .describe('S only, version 3: one bucket, or everything on hand at the location, held units included'),
} satisfies Record<keyof InventoryUpdateV3, z.ZodType>;

/**
 * An update as a seller may post it. The decoder of @stockproof/events decides about updates; this schema
 * documents the same shape and describes the faults of a refused update. A property test checks that it
 * accepts everything that the decoder accepts.
 */
const updates = z.strictObject(fields);

const one = openApiSchema(updates);

/** The body in the OpenAPI document: one update or an array. Each update is checked by itself. */
export const UPDATES_BODY: BodySchema = validatedApart({
  oneOf: [one, { type: 'array', items: one, maxItems: MAX_EVENTS }],
});

/** Returns what is wrong with an update, one sentence for each field, unknown fields first. Never throws. */
export function updateFaults(value: unknown): string[] {
  const issues = updates.safeParse(value).error?.issues ?? [];
  const unknown = issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []));
  const known = new Map<string, string>();
  for (const { path, message } of issues) {
    const field = String(path[0] ?? '');
    if (field !== '' && !known.has(field)) known.set(field, message);
  }
  return [
    ...unknown.map((field) => `property ${field} should not exist`),
    ...[...known].map(([field, message]) => `${field} ${message}`),
  ];
}
