import type {
  CheckOutcome,
  FoundDifference,
  FunctionSeen,
  RecordContent,
  Sealed,
} from '../record/record-content.js';

/** A difference that a check found: the offer, the expected value and the found value. */
export interface Counterexample extends FoundDifference {
  readonly seller_id: string | null;
  readonly sku: string | null;
}

/** The result of one check of offers. */
export type CheckResult = CheckOutcome<Counterexample>;

/** What a run may touch, for its approval. */
export interface BlastRadius {
  readonly offers: number;
  readonly events: number;
  readonly sellers: number;
  readonly topics: readonly string[];
  /** Messages that a repair of every offer would send. */
  readonly messages_at_most: number;
  readonly estimated_seconds: number;
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

/** What a candidate changes, compared with the live function. */
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

/** Rows of the ledger that a restore lost and that a run put back; who asked and who approved is in its record. */
export interface PutBackReport {
  /** SHA-256 over every row and rejection (hex); what the approval binds. */
  readonly digest: string;
  readonly offers: number;
  readonly rows: number;
  readonly rejections: number;
}

/** The evidence without its seal: what every record says, and what is recorded about offers. */
export interface EvidenceContent extends RecordContent<Counterexample> {
  /** What another version of the function would change, or has changed; null unless one was requested. */
  readonly candidate: CandidateResult | null;
  readonly offers: { readonly count: number; readonly merkle_root: string };
  readonly blast_radius: { readonly estimated: BlastRadius; readonly offers_repaired: number };
  /** Only in the two records around a redrive. */
  readonly redrive?: RedriveReport;
  /** Only in the record of a run that put lost rows back. */
  readonly put_back?: PutBackReport;
}

/** A signed record about offers. */
export type Evidence = Sealed<EvidenceContent>;
