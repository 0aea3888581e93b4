import { hash } from 'node:crypto';
import type { ReadRange } from '@stockproof/kafka';
import type { TrustedHistory } from '@stockproof/recovery-contract';
import type { RunControl } from './run-control.js';
import type { Repair, SendContext } from './send-repairs.js';

/**
 * What a scope selects. The engine uses only the partitions of the flow's topic; the rest is for the flow.
 */
export interface Selection {
  readonly partitions: ReadonlySet<number>;
}

/**
 * The result of one verification. The engine uses only the ends of the flow's topic; the rest is for the flow
 * and the record.
 */
export interface Verification {
  readonly published: readonly ReadRange[];
}

/** A version of the function that a state is rebuilt with. */
export interface FunctionVersion {
  readonly name: string;
  readonly version: number;
  /** SHA-256 of its file (hex); null for the built-in one. */
  readonly digest: string | null;
}

/** Another version to replay the same histories with, and the run that requested it. */
export interface CandidateToVerify {
  readonly recovery_id: string;
  readonly name: FunctionVersion;
}

/** The messages that correct what a verification found. */
export interface Repairs {
  readonly messages: readonly Repair[];
  /** One sentence for each fault that the history cannot be trusted to correct. */
  readonly refused: readonly string[];
  /** What to do after they are applied; null for nothing. */
  readonly after: (() => Promise<void>) | null;
}

/** Nothing is to be repaired. */
export const NO_REPAIRS: Repairs = { messages: [], refused: [], after: null };

/**
 * Names the repairs of a round. The prefix differs for each attempt, so that no repair is mistaken for an
 * older one.
 */
export interface RepairNames {
  readonly recovery_id: string;
  readonly prefix: string;
}

/**
 * The id of the repair of one thing in one round: the same each time it is sent, another one for each
 * attempt.
 */
export function repairId(prefix: string, name: string): string {
  return `${prefix}.${hash('sha256', name, 'hex').slice(0, 32)}`;
}

/** Called when a verification begins a step. If it rejects, the verification ends. */
export type VerificationStep = (step: 'barrier' | 'replay' | 'reconcile') => Promise<void>;

/** A request to promote another version of the projection function. */
export interface PromotionAsk<
  S extends Selection = Selection,
  C extends FunctionVersion = FunctionVersion,
> extends RepairNames {
  readonly candidate: C;
  /** The checks of the contract. */
  readonly required: readonly string[];
  readonly selector: S;
  readonly onStep: VerificationStep;
  readonly onPromote: () => Promise<void>;
}

/** The result of a promotion. */
export interface Promotion<V extends Verification = Verification> {
  readonly first: V;
  readonly last: V;
  readonly promoted: boolean;
  /** Rows that the swap changed; 0 if there was none. */
  readonly rows_changed: number;
  /** Why it was not promoted. */
  readonly reasons: readonly string[];
}

/**
 * A kind of state that can be rebuilt from a history and repaired by its owner, in any domain. The engine
 * runs it: control, rounds of repair, results. The forms of scopes, selections, verifications and candidates
 * belong to the flow.
 */
export interface RecoverableFlow<
  V extends Verification = Verification,
  S extends Selection = Selection,
  Scope = unknown,
  C extends FunctionVersion = FunctionVersion,
> {
  /** The owner of the state, who decides on repairs. */
  readonly owner: SendContext;
  /** Converts the scope to the form that its readers need; they read history from where it says. */
  select(scope: Scope, history?: TrustedHistory): Promise<S>;
  /**
   * Reads the histories, replays and compares. Changes nothing. Rejects with RunAbortedError if the run is
   * aborted.
   */
  verify(
    selector: S,
    candidate: CandidateToVerify | null,
    onStep: VerificationStep,
    control: RunControl,
  ): Promise<V>;
  /** Returns the repairs for what a verification found. Changes nothing. */
  repairsOf(verification: V, names: RepairNames, control: RunControl): Promise<Repairs>;
  /** Promotes another version of the projection function; missing for flows without versions. */
  promote?(ask: PromotionAsk<S, C>, control: RunControl): Promise<Promotion<V>>;
}
