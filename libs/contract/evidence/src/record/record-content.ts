/** The verdict of a recovery about the state of its scope. */
export type ConfidenceStatus = 'trusted' | 'untrusted' | 'inconclusive';

/** A difference that a check found. A domain adds the members that name the stream. */
export interface FoundDifference {
  readonly expected: string;
  readonly found: string;
  /** The first version at which the two differ; null if there is none. */
  readonly first_differing_version: number | null;
}

/** The result of one check. */
export interface CheckOutcome<D extends FoundDifference = FoundDifference> {
  readonly name: string;
  readonly status: 'pass' | 'fail' | 'not_covered';
  /** How much was compared, in the check's own unit. A check with 0 never passes. */
  readonly compared: number;
  /** Why the check is not covered; null otherwise. */
  readonly reason: string | null;
  /** The first counterexamples, up to the service's limit; `failures` counts all. */
  readonly counterexamples: readonly D[];
  readonly failures: number;
}

/**
 * read = applied + duplicate + late + skipped, exactly. Late events are applied too, and counted separately.
 */
export interface ReplayCounts {
  readonly read: number;
  readonly applied: number;
  readonly late: number;
  readonly duplicate: number;
  /** Superseded events, which have a version and change nothing. */
  readonly skipped: number;
}

/** A range of records of one partition. */
export interface OffsetRange {
  readonly topic: string;
  readonly partition: number;
  /** First offset read. */
  readonly from_offset: number;
  /** First offset not read. */
  readonly to_offset: number;
}

/** A sealed segment that was read instead of Kafka. */
export interface SegmentRelied extends OffsetRange {
  /** SHA-256 of the manifest's canonical JSON (hex). */
  readonly manifest_digest: string;
}

/** A projection function, as a record names it. */
export interface FunctionSeen {
  readonly name: string;
  readonly version: number;
  /** SHA-256 of a candidate's file; null for the built-in function. */
  readonly digest: string | null;
}

/**
 * What every record says, of whatever domain. A domain adds the number and the Merkle root of its streams,
 * and what else it records. The first block of fields has the names of the source document's record.
 */
export interface RecordContent<D extends FoundDifference = FoundDifference> {
  readonly recovery_id: string;
  readonly flow: string;
  readonly scope: object;
  readonly events_processed: number;
  readonly duplicates_skipped: number;
  readonly late_events_accepted: number;
  readonly projection_rows_changed: number;
  readonly reconciliation: Readonly<Record<string, boolean | null>>;
  readonly confidence_status: ConfidenceStatus;
  readonly published_outputs: readonly string[];

  readonly schema_version: 1;
  readonly mode: 'verify' | 'repair' | 'what_if' | 'promote';
  /** The function that the state was rebuilt with. */
  readonly projection_function: FunctionSeen;
  readonly reasons: readonly string[];
  readonly checks: readonly CheckOutcome<D>[];
  readonly counts: { readonly table: ReplayCounts; readonly cdc: ReplayCounts };
  readonly contract: { readonly flow: string; readonly version: number; readonly digest: string };
  readonly code_version: string;
  readonly plan_digest: string;
  readonly schema: { readonly versions: readonly number[]; readonly fingerprints: readonly string[] };
  readonly watermark: { readonly wal_lsn: string; readonly taken_at: string };
  readonly history: readonly OffsetRange[];
  readonly state_digests: { readonly before: string; readonly after: string };
  readonly repairs: {
    readonly sent: number;
    readonly applied: number;
    readonly stale: number;
    readonly rounds: number;
  };
  readonly published_ranges: readonly OffsetRange[];
  readonly owner: string;
  readonly intent: string;
  readonly requested_by: string;
  readonly approved_by: string | null;
  readonly break_glass: boolean;
  /** How often the run was resumed after its process died. */
  readonly resumed: number;
  readonly requested_at: string;
  readonly finished_at: string;
  /** The reason of a break-glass approval; only if there was one. */
  readonly break_glass_reason?: string;
  /**
   * Where `history` was read: `kafka` alone; `sealed`, what is sealed from segments and the rest from Kafka;
   * `both`, like `sealed`, and what Kafka has of it was the same. Missing in records of before.
   */
  readonly history_read_from?: 'kafka' | 'sealed' | 'both';
  /** Segments of sealed history that were read; only if there are any. Kafka gave the rest of `history`. */
  readonly sealed_segments?: readonly SegmentRelied[];
}

/** The seal of a record: its place in the chain and the signature. */
export interface Integrity {
  /** 1, 2, 3 ... without gaps, over all records of the installation. */
  readonly sequence: number;
  /** SHA-256 of the canonical JSON of the previous record including its seal; 64 zeros for the first. */
  readonly previous_digest: string;
  readonly content_digest: string;
  readonly algorithm: 'ed25519';
  readonly key_id: string;
  /** base64url. */
  readonly signature: string;
}

/** A record with its seal. */
export type Sealed<C> = C & { readonly integrity: Integrity };
