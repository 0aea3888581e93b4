const text = { type: 'string', minLength: 1 };
const flag = { type: 'boolean' };
const texts = { type: 'array', items: text, minItems: 1, uniqueItems: true };
const oneOf = (...values: readonly string[]) => ({ enum: values });
const listOf = (...values: readonly string[]) => ({ ...texts, items: { enum: values } });

/** An object with exactly these members. */
const object = (properties: Readonly<Record<string, object>>) => ({
  type: 'object', properties, required: Object.keys(properties), additionalProperties: false,
});

const SCOPES = ['by_offer', 'by_sku', 'by_seller', 'by_time_window', 'by_topic_partition', 'all'];

/** JSON Schema (draft-07) of a Recovery Contract. Unknown members are refused: a misspelt term binds nobody. */
export const contractSchema = object({
  contract: text,
  contract_version: { type: 'integer', minimum: 1 },
  owner: text,
  history: object({
    authoritative: object({ database: text, table: text }),
    captured_as: text,
    recovery_window: { type: 'string', pattern: '^(unlimited|[1-9][0-9]* days)$' },
  }),
  ordering: object({
    key: oneOf('sku'),
    stream: texts,
    position: text,
    partitions: { enum: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024] },
    partitioner: oneOf('java-string-hash-floormod'),
    topics: texts,
  }),
  idempotency: object({ key: texts, same_body: oneOf('duplicate'), other_body: oneOf('conflict') }),
  projection: object({
    function: text,
    reads_schema_versions: { type: 'array', items: { type: 'integer', minimum: 1 }, minItems: 1, uniqueItems: true },
    writes: object({ database: text, tables: texts }),
  }),
  replay: object({ scopes: listOf(...SCOPES), modes: listOf('verify', 'repair'), republishes: texts, repairs_through: text }),
  reconciliation: object({ checks: texts }),
  dead_letters: object({ topic: text, part_of_history: flag, replayable: flag, reconcile_first: flag }),
  evidence: object({ topic: text, signature: oneOf('ed25519'), trusted_when: text }),
  approval: object({
    may_request: texts, may_approve: texts, approver_differs_from_requester: { enum: [true] },
  }),
});
