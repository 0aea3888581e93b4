import type {
  BlastRadius,
  CandidateResult,
  Chain,
  CheckResult,
  FunctionSeen,
  OffsetRange,
  ReplayCounts,
  SegmentRelied,
} from '@stockproof/evidence';
import type { TrustedHistory } from '@stockproof/recovery-contract';
import type { CandidateRequest, Scope } from '@stockproof/recovery-run';
import type { Heads } from './heads/heads.js';
import type { RecoverableFlow, Selection, Verification } from '../engine/recoverable-flow.js';

/** The result of one verification of a scope, in the form that is judged and signed for any flow. */
export interface FlowVerification extends Verification {
  readonly checks: readonly CheckResult[];
  /** Counts of the replayed history, and of the history that it is compared with. */
  readonly counts: { readonly table: ReplayCounts; readonly cdc: ReplayCounts };
  readonly barrier: { readonly wal_lsn: string; readonly taken_at: string };
  /** Offsets of the CDC history that were read. */
  readonly history: readonly OffsetRange[];
  /** Where that history was read; null where there is only one place. */
  readonly read_from: TrustedHistory | null;
  /** Sealed segments that were read for it. */
  readonly sealed_segments: readonly SegmentRelied[];
  readonly schema: { readonly versions: readonly number[]; readonly fingerprints: readonly string[] };
  readonly duplicates_skipped: number;
  /** The function that the state was rebuilt with. */
  readonly live: FunctionSeen;
  /** The result of another function over the same histories; null unless one was requested. */
  readonly candidate: Pick<CandidateResult, 'compared_with' | 'difference' | 'oversells'> | null;
  /**
   * The stream heads that a record may attest: those of histories that could be folded to the end and were
   * not refuted.
   */
  heads(): Heads;
  /** A digest of the state under repair. */
  stateDigest(): string;
}

/** The size of a selection. */
export type Radius = Pick<BlastRadius, 'offers' | 'sellers' | 'events'>;

/**
 * A flow whose verifications are sealed into the chain of records, which consist of offers. `L` is the flow's
 * own type of verification.
 */
export interface RecordedFlow<
  L extends FlowVerification = FlowVerification,
  S extends Selection = Selection,
> extends RecoverableFlow<L, S, Scope, CandidateRequest> {
  readonly chain: Chain;
  /** Whether its records determine the confidence that readers of availability see. */
  readonly speaks_of_availability: boolean;
  /** Measures a selection, for the plan. */
  measure(selector: S): Promise<Radius>;
}
