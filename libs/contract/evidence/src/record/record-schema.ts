import { Ajv } from 'ajv';

const text = { type: 'string' };
const digest = { type: 'string', pattern: '^[0-9a-f]{64}$' };
const count = { type: 'integer', minimum: 0 };
const flag = { type: 'boolean' };
const orNull = (schema: { type: string }) => ({ ...schema, type: [schema.type, 'null'] });
const list = (items: object) => ({ type: 'array', items });

type Members = Readonly<Record<string, object>>;

const object = (properties: Members, optional: Members = {}) => ({
  type: 'object',
  properties: { ...properties, ...optional },
  required: Object.keys(properties),
  additionalProperties: false,
});

const name = { name: text, version: count, digest: orNull(digest) };

/** Parts that the schemas of records are made of. */
export const schemaPart = { text, digest, count, flag, orNull, list, object, name } as const;

const counts = object({ read: count, applied: count, late: count, duplicate: count, skipped: count });
const ranges = list(object({ topic: text, partition: count, from_offset: count, to_offset: count }));

const sealed_segments = {
  ...list(
    object({ topic: text, partition: count, from_offset: count, to_offset: count, manifest_digest: digest }),
  ),
  minItems: 1,
};

/** What a domain adds to the schema of a record. */
export interface DomainMembers {
  /** Members that name the stream of a difference. */
  readonly stream: Members;
  readonly members: Members;
  readonly optional: Members;
}

/**
 * JSON Schema (draft-07) of the records of a domain. Members may be neither missing nor added, except the
 * optional ones.
 */
export function recordSchema({ stream, members, optional }: DomainMembers) {
  const check = object({
    name: text,
    status: { enum: ['pass', 'fail', 'not_covered'] },
    compared: count,
    reason: orNull(text),
    failures: count,
    counterexamples: list(
      object({
        ...stream,
        expected: text,
        found: text,
        first_differing_version: orNull({ type: 'integer' }),
      }),
    ),
  });
  return object(
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
      projection_function: object(name),
      reasons: list(text),
      checks: list(check),
      counts: object({ table: counts, cdc: counts }),
      contract: object({ flow: text, version: count, digest }),
      code_version: text,
      plan_digest: digest,
      schema: object({ versions: list(count), fingerprints: list(digest) }),
      watermark: object({ wal_lsn: text, taken_at: text }),
      history: ranges,
      state_digests: object({ before: digest, after: digest }),
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
      ...members,
      integrity: object({
        sequence: { type: 'integer', minimum: 1 },
        previous_digest: digest,
        content_digest: digest,
        algorithm: { const: 'ed25519' },
        key_id: text,
        signature: { type: 'string', pattern: '^[A-Za-z0-9_-]{86}$' },
      }),
    },
    {
      ...optional,
      break_glass_reason: text,
      history_read_from: { enum: ['kafka', 'sealed', 'both'] },
      sealed_segments,
    },
  );
}

/** Returns a function that names each member of a value that is missing, added or of another type. */
export function shapeChecker(schema: object): (value: unknown) => string[] {
  const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);
  return (value) => {
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message }) => `${instancePath || 'the record'} ${message ?? 'is wrong'}`,
    );
  };
}
