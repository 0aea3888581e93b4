/** The verdict of a recovery about the state of its scope. */
export type ConfidenceStatus = 'trusted' | 'untrusted' | 'inconclusive';

/** A difference that a check found: the offer, the expected value and the found value. */
export interface Counterexample {
  readonly seller_id: string | null;
  readonly sku: string | null;
  readonly expected: string;
  readonly found: string;
  /** The first version at which the two differ; null if there is none. */
  readonly first_differing_version: number | null;
}

export interface CheckResult {
  readonly name: string;
  readonly status: 'pass' | 'fail' | 'not_covered';
  /** How much was compared, in the check's own unit. A check with 0 never passes. */
  readonly compared: number;
  /** Why the check is not covered; null otherwise. */
  readonly reason: string | null;
  /** The first counterexamples, up to the service's limit; `failures` counts all. */
  readonly counterexamples: readonly Counterexample[];
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
  /** Superseded counts, which have a version and move nothing. */
  readonly skipped: number;
}

export interface OffsetRange {
  readonly topic: string;
  readonly partition: number;
  /** First offset read. */
  readonly from_offset: number;
  /** First offset not read. */
  readonly to_offset: number;
}

export interface BlastRadius {
  readonly offers: number;
  readonly events: number;
  readonly sellers: number;
  readonly topics: readonly string[];
  /** Messages that a repair of every offer would send. */
  readonly messages_at_most: number;
  readonly estimated_seconds: number;
}

export interface FunctionSeen {
  readonly name: string;
  readonly version: number;
  /** SHA-256 of a candidate's file; null for the built-in function. */
  readonly digest: string | null;
}

/** How much a candidate may change and still be promoted. */
export interface ChangeBudget {
  readonly offers_changed_at_most: number;
  /** Sum of the increases and decreases. */
  readonly units_changed_at_most: number;
  readonly oversold_units_at_most: number;
}

/** What would change if the candidate were the live function. Units are sellable units. */
export interface CandidateDifference {
  readonly offers_compared: number;
  /** Offers with at least one different quantity. */
  readonly offers_changed: number;
  readonly units_more: number;
  readonly units_less: number;
  /**
   * Offers of which more would be promised than the ledger has in sellable buckets, and by how many units.
   */
  readonly oversold_offers: number;
  readonly oversold_units: number;
  /** Offers whose history the candidate cannot fold. */
  readonly impossible_offers: number;
}

export interface CandidateResult extends FunctionSeen {
  /** The function it was compared with: the live one, or after a promotion the previous one. */
  readonly compared_with: FunctionSeen;
  readonly difference: CandidateDifference;
  /** The largest of the oversold offers. */
  readonly oversells: readonly {
    readonly seller_id: string;
    readonly sku: string;
    readonly live: number;
    readonly candidate: number;
    readonly in_ledger: number;
  }[];
  readonly budget: ChangeBudget;
  readonly promoted: boolean;
}

/** A redrive that a verification belongs to: who requested it, who approved it, and exactly what was sent. */
export interface RedriveReport {
  readonly redrive_id: string;
  /** Whether the verification was made before or after the dead letter was sent again. */
  readonly stage: 'before' | 'after';
  /** Record position of the dead letter, as topic/partition/offset. */
  readonly letter: string;
  readonly seller_id: string;
  readonly event_id: string;
  /** SHA-256 of the bytes that are sent (hex). */
  readonly payload_digest: string;
  /** The approved digest: `redriveDigest` of dead letter, payload, seller and event id. */
  readonly digest: string;
  readonly reason: string;
  readonly requested_by: string;
  readonly approved_by: string;
}

/** The evidence without its seal. The first block of fields has the names of the source document's record. */
export interface EvidenceContent {
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
  /** What another version of the function would change, or has changed; null unless one was requested. */
  readonly candidate: CandidateResult | null;
  readonly reasons: readonly string[];
  readonly checks: readonly CheckResult[];
  readonly counts: { readonly table: ReplayCounts; readonly cdc: ReplayCounts };
  readonly contract: { readonly flow: string; readonly version: number; readonly digest: string };
  readonly code_version: string;
  readonly plan_digest: string;
  readonly schema: { readonly versions: readonly number[]; readonly fingerprints: readonly string[] };
  readonly watermark: { readonly wal_lsn: string; readonly taken_at: string };
  readonly history: readonly OffsetRange[];
  readonly offers: { readonly count: number; readonly merkle_root: string };
  readonly state_digests: { readonly before: string; readonly after: string };
  readonly blast_radius: { readonly estimated: BlastRadius; readonly offers_repaired: number };
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
  /** Only in the two records around a redrive. */
  readonly redrive?: RedriveReport;
}

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

export type Evidence = EvidenceContent & { readonly integrity: Integrity };
