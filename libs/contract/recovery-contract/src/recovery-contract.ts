/** The written terms under which a flow's state may be rebuilt and called trusted. */
export interface RecoveryContract {
  readonly contract: string;
  readonly contract_version: number;
  readonly owner: string;
  readonly history: {
    readonly authoritative: { readonly database: string; readonly table: string };
    readonly captured_as: string;
    readonly recovery_window: string;
  };
  readonly ordering: {
    readonly key: string;
    /** The columns that name a stream. */
    readonly stream: readonly string[];
    readonly position: string;
    /** A power of two: for these alone Debezium's partition routing and ours agree. */
    readonly partitions: number;
    readonly partitioner: 'java-string-hash-floormod';
    /** Every topic that carries SKU data, without the prefix of an installation. */
    readonly topics: readonly string[];
  };
  readonly idempotency: { readonly key: readonly string[]; readonly same_body: string; readonly other_body: string };
  readonly projection: {
    readonly function: string;
    readonly reads_schema_versions: readonly number[];
    readonly writes: { readonly database: string; readonly tables: readonly string[] };
  };
  readonly replay: {
    readonly scopes: readonly string[];
    readonly modes: readonly string[];
    readonly republishes: readonly string[];
    readonly repairs_through: string;
  };
  readonly reconciliation: { readonly checks: readonly string[] };
  readonly dead_letters: {
    readonly topic: string;
    readonly part_of_history: boolean;
    readonly replayable: boolean;
    readonly reconcile_first: boolean;
  };
  readonly evidence: { readonly topic: string; readonly signature: 'ed25519'; readonly trusted_when: string };
  readonly approval: {
    readonly may_request: readonly string[];
    readonly may_approve: readonly string[];
    readonly approver_differs_from_requester: boolean;
  };
}
