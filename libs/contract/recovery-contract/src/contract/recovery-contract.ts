/**
 * Where captured history is read: `kafka`, from its first offset; `sealed`, what is sealed from sealed segments
 * and the rest from Kafka; `both`, like `sealed`, and what Kafka still has of it is compared.
 */
export type TrustedHistory = 'kafka' | 'sealed' | 'both';

/** The rules under which a flow's state may be rebuilt and called trusted. `F`: flows; `K`: checks. */
export interface Contract<F extends string = string, K extends string = string> {
  readonly flow: F;
  readonly version: number;
  readonly owner: string;
  readonly authoritative_history: readonly string[];
  readonly history: {
    readonly database: string;
    readonly table: string;
    readonly cdc_topic: string;
    /** `unlimited` or `N days`. */
    readonly recovery_window: string;
    /** Missing: `kafka`. */
    readonly trusts?: TrustedHistory;
  };
  readonly ordering_boundary: {
    readonly key: string;
    readonly rationale: string;
    /** The columns that identify a stream. */
    readonly stream: readonly string[];
    readonly position: string;
    /** A power of two: only then does Debezium's partition routing agree with ours. */
    readonly partitions: number;
    readonly partitioner: 'java-string-hash-floormod';
    /** Every topic that is partitioned by the key, without the prefix of an installation. */
    readonly topics: readonly string[];
  };
  readonly idempotency: {
    readonly key: readonly string[];
    readonly duplicate_policy: string;
    readonly conflict_policy: string;
  };
  readonly projection_function: {
    readonly name: string;
    readonly deterministic: true;
    readonly side_effects: 'isolated';
    readonly writes: { readonly database: string; readonly tables: readonly string[] };
  };
  readonly replay_scope: { readonly supported: readonly string[]; readonly modes: readonly string[] };
  readonly reconciliation: { readonly checks: readonly K[] };
  readonly recovery_evidence: {
    readonly emit: readonly string[];
    readonly topic: string;
    readonly signature: 'ed25519';
  };
  readonly authority: {
    readonly may_request: readonly string[];
    readonly may_approve: readonly string[];
    readonly may_break_glass: readonly string[];
    readonly four_eyes: true;
    readonly approval_valid_minutes: number;
  };
  readonly republication: {
    readonly topics: readonly string[];
    readonly repairs_through: string;
    readonly marked_by: 'recovery_id';
  };
  readonly trusted: Readonly<Record<string, string>>;
  /** Missing for state that is not verified by itself. */
  readonly continuous?: {
    /** Longest age of a proof. An older one still holds; what it proves is due to be verified again. */
    readonly proof_valid_hours: number;
  };
  readonly dead_letters: {
    readonly topic: string;
    readonly part_of_history: boolean;
    readonly replayable: boolean;
    readonly reconcile_first: boolean;
    readonly triage_within_hours: number;
  };
  readonly schema_versions: { readonly reads: readonly number[]; readonly unknown_version: 'stop' };
}
