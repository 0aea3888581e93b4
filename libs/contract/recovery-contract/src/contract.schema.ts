const text = { type: 'string', minLength: 1 };
const flag = { type: 'boolean' };
const count = { type: 'integer', minimum: 1 };
const texts = { type: 'array', items: text, minItems: 1, uniqueItems: true };
const oneOf = (...values: readonly unknown[]) => ({ enum: values });
const listOf = (...values: readonly string[]) => ({ ...texts, items: { enum: values } });

/** An object schema with exactly these members; those that are named may be missing. */
const object = (properties: Readonly<Record<string, object>>, optional: readonly string[] = []) => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((member) => !optional.includes(member)),
  additionalProperties: false,
});

const SCOPES = ['by_offer', 'by_sku', 'by_seller', 'by_time_window', 'by_topic_partition', 'all'];

/** Every implemented check. A contract that names another one is refused. */
export const CHECKS = [
  'versions_contiguous',
  'digest_chain_holds',
  'stock_on_hand_matches_transactions',
  'buckets_match_movements',
  'sellable_quantity_non_negative',
  'history_unchanged_since_last_evidence',
  'cdc_history_matches_table',
  'projection_event_time_not_newer_than_source',
  'view_matches_replay',
  'published_matches_view',
  'held_lines_match_ledger',
  'reserved_bucket_matches_held_lines',
] as const;

const terms = object(
  {
    flow: oneOf('inventory-availability-projection', 'inventory-stock-tables', 'reservation-view'),
    version: count,
    owner: text,
    authoritative_history: texts,
    history: object(
      {
        database: text,
        table: text,
        cdc_topic: text,
        recovery_window: { type: 'string', pattern: '^(unlimited|[1-9][0-9]* days)$' },
        trusts: oneOf('kafka', 'sealed'),
      },
      ['trusts'],
    ),
    ordering_boundary: object({
      key: oneOf('sku', 'reservation_id'),
      rationale: text,
      stream: texts,
      position: oneOf('version'),
      partitions: { enum: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024] },
      partitioner: oneOf('java-string-hash-floormod'),
      topics: texts,
    }),
    idempotency: object({
      key: { enum: [['seller_id', 'event_id'], ['reservation_id']] },
      duplicate_policy: oneOf('skip_and_report'),
      conflict_policy: oneOf('keep_and_report'),
    }),
    projection_function: object({
      name: oneOf('compute_sellable_availability', 'evolve_offer', 'view_reservation'),
      deterministic: oneOf(true),
      side_effects: oneOf('isolated'),
      writes: object({ database: text, tables: texts }),
    }),
    replay_scope: object({
      supported: listOf(...SCOPES),
      modes: listOf('verify', 'repair', 'what_if', 'promote'),
    }),
    reconciliation: object({ checks: listOf(...CHECKS) }),
    recovery_evidence: object({ emit: texts, topic: text, signature: oneOf('ed25519') }),
    authority: object({
      may_request: texts,
      may_approve: texts,
      may_break_glass: texts,
      four_eyes: oneOf(true),
      approval_valid_minutes: count,
    }),
    republication: object({ topics: texts, repairs_through: text, marked_by: oneOf('recovery_id') }),
    trusted: object({
      every_check: oneOf('pass'),
      not_covered_means: oneOf('inconclusive'),
      compared: oneOf('both_directions'),
      nothing_checked_means: oneOf('inconclusive'),
    }),
    continuous: object({ proof_valid_hours: count }),
    dead_letters: object({
      topic: text,
      part_of_history: flag,
      replayable: flag,
      reconcile_first: flag,
      triage_within_hours: count,
    }),
    schema_versions: object({
      reads: { type: 'array', items: count, minItems: 1, uniqueItems: true },
      unknown_version: oneOf('stop'),
    }),
  },
  ['continuous'],
);

/**
 * JSON Schema (draft-07) of a Recovery Contract. Unknown members are refused, so a misspelt term is found.
 */
export const contractSchema = object({ recovery_contract: terms });
