import type {
  BlastRadius,
  CandidateResult,
  Chain,
  ChainHead,
  CheckResult,
  FunctionSeen,
  OffsetRange,
  ReplayCounts,
} from '@stockproof/evidence';
import type { CandidateRequest, Scope } from '@stockproof/recovery-run';
import type { RecoverableFlow, Selection, Verification } from '../engine/recoverable-flow.js';

/**
 * What one verification of a scope found out, as far as it can be judged and signed whatever the state is.
 */
export interface FlowVerification extends Verification {
  readonly checks: readonly CheckResult[];
  /** Of the history that was replayed, and of the one that witnesses it. */
  readonly counts: { readonly table: ReplayCounts; readonly cdc: ReplayCounts };
  readonly barrier: { readonly wal_lsn: string; readonly taken_at: string };
  /** Where the witness was read. */
  readonly history: readonly OffsetRange[];
  readonly schema: { readonly versions: readonly number[]; readonly fingerprints: readonly string[] };
  readonly duplicates_skipped: number;
  /** The function the state was rebuilt with. */
  readonly live: FunctionSeen;
  /** What another function makes of the same histories; null unless one was asked for. */
  readonly candidate: Pick<CandidateResult, 'compared_with' | 'difference' | 'oversells'> | null;
  /**
   * The chain heads that a record may attest: of histories that could be folded to their end and were not
   * refuted.
   */
  heads(): ChainHead[];
  /** A digest over what the state under repair says. */
  stateDigest(): string;
}

/** How much a selection is about. */
export type Radius = Pick<BlastRadius, 'offers' | 'sellers' | 'events'>;

/**
 * A flow whose verifications are sealed into the chain of records, which speaks of offers. `L` is what its
 * own look knows besides.
 */
export interface RecordedFlow<
  L extends FlowVerification = FlowVerification,
  S extends Selection = Selection,
> extends RecoverableFlow<L, S, Scope, CandidateRequest> {
  readonly chain: Chain;
  /** Whether its record is the word on an offer that readers of availability are told. */
  readonly speaks_of_availability: boolean;
  /** How much a selection is about, for the plan. */
  measure(selector: S): Promise<Radius>;
}
