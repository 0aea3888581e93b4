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

/** Terms that are the same in every domain. */
const SHARED = {
  recovery_evidence: object({ emit: texts, topic: text, signature: oneOf('ed25519') }),
  authority: object({
    may_request: texts,
    may_approve: texts,
    // None: nobody may.
    may_break_glass: { ...texts, minItems: 0 },
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
};

/** The words of a domain that its contracts may use: what is implemented there. Others are refused. */
export interface ContractDomain<F extends string = string, K extends string = string> {
  readonly flows: readonly F[];
  readonly scopes: readonly string[];
  readonly checks: readonly K[];
  /** Keys whose events are applied in the order of their partition. */
  readonly ordering_keys: readonly string[];
  /** Keys that tell whether two messages are the same. */
  readonly idempotency_keys: readonly (readonly string[])[];
  /** Functions that make the state that is rebuilt. */
  readonly functions: readonly string[];
}

/**
 * JSON Schema (draft-07) of the Recovery Contracts of a domain. Unknown members are refused, so a misspelt
 * term is found.
 */
export function contractSchema(domain: ContractDomain) {
  const terms = object(
    {
      flow: oneOf(...domain.flows),
      version: count,
      owner: text,
      authoritative_history: texts,
      history: object(
        {
          database: text,
          table: text,
          cdc_topic: text,
          recovery_window: { type: 'string', pattern: '^(unlimited|[1-9][0-9]* days)$' },
          trusts: oneOf('kafka', 'sealed', 'both'),
        },
        ['trusts'],
      ),
      ordering_boundary: object({
        key: oneOf(...domain.ordering_keys),
        rationale: text,
        stream: texts,
        position: oneOf('version'),
        partitions: { enum: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024] },
        partitioner: oneOf('java-string-hash-floormod'),
        topics: texts,
      }),
      idempotency: object({
        key: oneOf(...domain.idempotency_keys),
        duplicate_policy: oneOf('skip_and_report'),
        conflict_policy: oneOf('keep_and_report'),
      }),
      projection_function: object({
        name: oneOf(...domain.functions),
        deterministic: oneOf(true),
        side_effects: oneOf('isolated'),
        writes: object({ database: text, tables: texts }),
      }),
      replay_scope: object({
        supported: listOf(...domain.scopes),
        modes: listOf('verify', 'repair', 'what_if', 'promote'),
      }),
      reconciliation: object({ checks: listOf(...domain.checks) }),
      ...SHARED,
    },
    ['continuous'],
  );
  return object({ recovery_contract: terms });
}
