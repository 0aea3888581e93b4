/** What a recovery says of the state it looked at. Only `trusted` is good news. */
export type ConfidenceStatus = 'trusted' | 'untrusted' | 'inconclusive';

/** Something a check found: which offer, what should be there, what is. */
export interface Counterexample {
  readonly seller_id: string | null;
  readonly sku: string | null;
  readonly expected: string;
  readonly found: string;
  /** The first version at which the two part; null when it has none. */
  readonly first_differing_version: number | null;
}

export interface CheckResult {
  readonly name: string;
  readonly status: 'pass' | 'fail' | 'not_covered';
  /** How much was compared, in the check's own unit; 0 is never a pass. */
  readonly compared: number;
  /** Why it is not covered; null otherwise. */
  readonly reason: string | null;
  /** At most as many as the service keeps; `failures` counts all. */
  readonly counterexamples: readonly Counterexample[];
  readonly failures: number;
}

/** read = applied + duplicate + late + skipped, exactly. `late` are applied too, and counted apart. */
export interface ReplayCounts {
  readonly read: number;
  readonly applied: number;
  readonly late: number;
  readonly duplicate: number;
  /** Superseded counts, which take a version and move nothing. */
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
  /** More and less, added. */
  readonly units_changed_at_most: number;
  readonly oversold_units_at_most: number;
}

/** What would change if the candidate were the live function. Units are of sellable stock. */
export interface CandidateDifference {
  readonly offers_compared: number;
  /** Offers of which any quantity is another one. */
  readonly offers_changed: number;
  readonly units_more: number;
  readonly units_less: number;
  /** Offers of which more would be promised than the ledger holds in sellable buckets, and by how much. */
  readonly oversold_offers: number;
  readonly oversold_units: number;
  /** Offers whose history the candidate cannot be applied to. */
  readonly impossible_offers: number;
}

export interface CandidateResult extends FunctionSeen {
  /** The function it was compared with: the live one, or the one before it when the candidate is in place. */
  readonly compared_with: FunctionSeen;
  readonly difference: CandidateDifference;
  /** The worst of the offers of which more would be promised than the ledger holds. */
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

/** A redrive that a verification belongs to: who wanted it, who allowed it, and exactly what was sent. */
export interface RedriveReport {
  readonly redrive_id: string;
  /** Whether the verification was made before the dead letter was sent again, or after. */
  readonly stage: 'before' | 'after';
  /** Where the dead letter stood, as topic/partition/offset. */
  readonly letter: string;
  readonly seller_id: string;
  readonly event_id: string;
  /** SHA-256 of the bytes that are sent. */
  readonly payload_digest: string;
  /** What was approved: `redriveDigest` of dead letter, payload, seller and id. */
  readonly digest: string;
  readonly reason: string;
  readonly requested_by: string;
  readonly approved_by: string;
}

/** The evidence without its seal. The first block of fields is the source document's record, by its names. */
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
  /** What another version of it would change, or has changed; null unless one was asked for. */
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
  /** How often the run was taken up again after its process died. */
  readonly resumed: number;
  readonly requested_at: string;
  readonly finished_at: string;
  /** Why the glass was broken; only where it was. */
  readonly break_glass_reason?: string;
  /** Only in the two records around a redrive. */
  readonly redrive?: RedriveReport;
}

export interface Integrity {
  /** 1, 2, 3 ... without gaps, over all records of the installation. */
  readonly sequence: number;
  /** SHA-256 of the canonical JSON of the record before, seal and all; 64 zeros before the first. */
  readonly previous_digest: string;
  readonly content_digest: string;
  readonly algorithm: 'ed25519';
  readonly key_id: string;
  /** base64url. */
  readonly signature: string;
}

export type Evidence = EvidenceContent & { readonly integrity: Integrity };
