import { hash } from 'node:crypto';
import type { ReadRange } from '@stockproof/kafka';
import type { RunControl } from './run-control.js';
import type { Repair, SendContext } from './send-repairs.js';

/**
 * What a scope selects. The engine asks only for the partitions of the flow's own topic; the rest is the
 * flow's business.
 */
export interface Selection {
  readonly partitions: ReadonlySet<number>;
}

/**
 * What one verification found out. The engine asks only where the flow's own topic ends; the rest is between
 * the flow and whoever seals it.
 */
export interface Verification {
  readonly published: readonly ReadRange[];
}

/** A version of the function that the state is rebuilt with. */
export interface FunctionVersion {
  readonly name: string;
  readonly version: number;
  /** SHA-256 of its file; null for the one that is built in. */
  readonly digest: string | null;
}

/** Another version that the same histories are to be replayed with, and the run that asks for it. */
export interface CandidateToVerify {
  readonly recovery_id: string;
  readonly name: FunctionVersion;
}

/** What sets right what a verification found. */
export interface Repairs {
  readonly messages: readonly Repair[];
  /** A sentence for each thing that is wrong and that the history cannot be trusted to set right. */
  readonly refused: readonly string[];
  /** What else is to be done when they are applied; null: nothing. */
  readonly after: (() => Promise<void>) | null;
}

/**
 * How the repairs of a round are named: another prefix for each attempt, so that none is taken for an older
 * one.
 */
export interface RepairNames {
  readonly recovery_id: string;
  readonly prefix: string;
}

/** Names the repair of one thing in one round: the same whenever it is sent, another one for each attempt. */
export function repairId(prefix: string, name: string): string {
  return `${prefix}.${hash('sha256', name, 'hex').slice(0, 32)}`;
}

export type VerificationStep = (step: 'barrier' | 'replay' | 'reconcile') => Promise<void>;

/** What is asked for when another version of the projection function is to be put in place. */
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

export interface Promotion<V extends Verification = Verification> {
  readonly first: V;
  readonly last: V;
  readonly promoted: boolean;
  /** Rows that the swap made others; 0 when there was none. */
  readonly rows_changed: number;
  /** Why it was not. */
  readonly reasons: readonly string[];
}

/**
 * A kind of state that can be rebuilt from a history and repaired through its owner, in whatever domain.
 * Around it everything is the same: control, rounds of repair, outcomes. What its scopes, selections,
 * verifications and candidates look like is its own.
 */
export interface RecoverableFlow<
  V extends Verification = Verification,
  S extends Selection = Selection,
  Scope = unknown,
  C extends FunctionVersion = FunctionVersion,
> {
  /** Who owns the state and decides on repairs of it. */
  readonly owner: SendContext;
  /** The scope as its readers need it. */
  select(scope: Scope): Promise<S>;
  /**
   * Gathers the histories, replays and compares. Changes nothing. Rejects with RunAbortedError when the run
   * is aborted.
   */
  verify(
    selector: S,
    candidate: CandidateToVerify | null,
    onStep: VerificationStep,
    control: RunControl,
  ): Promise<V>;
  /** What a verification asks to be set right; changes nothing by itself. */
  repairsOf(verification: V, names: RepairNames, control: RunControl): Promise<Repairs>;
  /** Puts another version of the projection function in place; a flow without versions has none. */
  promote?(ask: PromotionAsk<S, C>, control: RunControl): Promise<Promotion<V>>;
}
