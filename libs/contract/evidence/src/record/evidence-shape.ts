import { Ajv } from 'ajv';

const text = { type: 'string' };
const digest = { type: 'string', pattern: '^[0-9a-f]{64}$' };
const count = { type: 'integer', minimum: 0 };
const flag = { type: 'boolean' };
const orNull = (schema: { type: string }) => ({ ...schema, type: [schema.type, 'null'] });
const list = (items: object) => ({ type: 'array', items });

const object = (
  properties: Readonly<Record<string, object>>,
  optional: Readonly<Record<string, object>> = {},
) => ({
  type: 'object',
  properties: { ...properties, ...optional },
  required: Object.keys(properties),
  additionalProperties: false,
});

const counts = object({ read: count, applied: count, late: count, duplicate: count, skipped: count });
const ranges = list(object({ topic: text, partition: count, from_offset: count, to_offset: count }));

const check = object({
  name: text,
  status: { enum: ['pass', 'fail', 'not_covered'] },
  compared: count,
  reason: orNull(text),
  failures: count,
  counterexamples: list(
    object({
      seller_id: orNull(text),
      sku: orNull(text),
      expected: text,
      found: text,
      first_differing_version: orNull({ type: 'integer' }),
    }),
  ),
});

const name = { name: text, version: count, digest: orNull(digest) };
const seen = object(name);
const offer = { seller_id: text, sku: text };
const candidate = object({
  ...name,
  compared_with: seen,
  difference: object({
    offers_compared: count,
    offers_changed: count,
    units_more: count,
    units_less: count,
    oversold_offers: count,
    oversold_units: count,
    impossible_offers: count,
  }),
  oversells: list(object({ ...offer, live: count, candidate: count, in_ledger: count })),
  budget: object({
    offers_changed_at_most: count,
    units_changed_at_most: count,
    oversold_units_at_most: count,
  }),
  promoted: flag,
});

const redrive = object({
  redrive_id: text,
  stage: { enum: ['before', 'after'] },
  letter: text,
  seller_id: text,
  event_id: text,
  payload_digest: digest,
  digest,
  reason: text,
  requested_by: text,
  approved_by: text,
});

/**
 * JSON Schema (draft-07) of an evidence record. Members may be neither missing nor added, except the optional
 * ones.
 */
export const evidenceSchema = object(
  {
    recovery_id: text,
    flow: text,
    scope: { type: 'object' },
    events_processed: count,
    duplicates_skipped: count,
    late_events_accepted: count,
    projection_rows_changed: count,
    reconciliation: { type: 'object', additionalProperties: { type: ['boolean', 'null'] } },
    confidence_status: { enum: ['trusted', 'untrusted', 'inconclusive'] },
    published_outputs: list(text),
    schema_version: { const: 1 },
    mode: { enum: ['verify', 'repair', 'what_if', 'promote'] },
    projection_function: seen,
    candidate: { anyOf: [{ type: 'null' }, candidate] },
    reasons: list(text),
    checks: list(check),
    counts: object({ table: counts, cdc: counts }),
    contract: object({ flow: text, version: count, digest }),
    code_version: text,
    plan_digest: digest,
    schema: object({ versions: list(count), fingerprints: list(digest) }),
    watermark: object({ wal_lsn: text, taken_at: text }),
    history: ranges,
    offers: object({ count, merkle_root: digest }),
    state_digests: object({ before: digest, after: digest }),
    blast_radius: object({
      estimated: object({
        offers: count,
        events: count,
        sellers: count,
        topics: list(text),
        messages_at_most: count,
        estimated_seconds: { type: 'number', minimum: 0 },
      }),
      offers_repaired: count,
    }),
    repairs: object({ sent: count, applied: count, stale: count, rounds: count }),
    published_ranges: ranges,
    owner: text,
    intent: text,
    requested_by: text,
    approved_by: orNull(text),
    break_glass: flag,
    resumed: count,
    requested_at: text,
    finished_at: text,
    integrity: object({
      sequence: { type: 'integer', minimum: 1 },
      previous_digest: digest,
      content_digest: digest,
      algorithm: { const: 'ed25519' },
      key_id: text,
      signature: { type: 'string', pattern: '^[A-Za-z0-9_-]{86}$' },
    }),
  },
  { redrive, break_glass_reason: text },
);

const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(evidenceSchema);

/** Returns one sentence per member that is missing, added or of another type. */
export function evidenceShapeProblems(value: unknown): string[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath || 'the record'} ${message ?? 'is wrong'}`,
  );
}
