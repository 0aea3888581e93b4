import type { ChainHead, CheckResult, FunctionSeen, OffsetRange, ReplayCounts } from '@stockproof/evidence';
import type { CandidateRequest, Scope } from '@stockproof/recovery-run';
import type { Barrier } from '../flows/histories/histories.js';
import type { CandidateLook, CandidateWanted } from '../flows/ledger/look-at-candidate.js';
import type { RunControl } from './run-control.js';
import type { Repair, SendContext } from './send-repairs.js';
import type { Selector } from '../flows/scope/scope-selector.js';
import type { Radius } from '../flows/scope/sql/measure-radius.js';

/** Whose chain of digests a head is of: two of them have nothing to do with each other. */
export type Chain = 'ledger' | 'reservations';

/** What one look at a scope found out, as far as it can be judged and signed whatever the state is. */
export interface FlowLook {
  readonly checks: readonly CheckResult[];
  /** Of the history that was replayed, and of the one that witnesses it. */
  readonly counts: { readonly table: ReplayCounts; readonly cdc: ReplayCounts };
  readonly barrier: Pick<Barrier, 'wal_lsn' | 'taken_at'>;
  /** Where the witness was read. */
  readonly history: readonly OffsetRange[];
  readonly schema: { readonly versions: readonly number[]; readonly fingerprints: readonly string[] };
  readonly duplicates_skipped: number;
  /** The function the state was rebuilt with. */
  readonly live: FunctionSeen;
  /** What another function makes of the same histories; null unless one was asked for. */
  readonly candidate: CandidateLook | null;
  /** Where the flow's own topic ends. */
  readonly published: readonly OffsetRange[];
  /** The chain heads that a record may vouch for: of histories that could be folded to their end and were not refuted. */
  heads(): ChainHead[];
  /** A digest over what the state under repair says. */
  stateDigest(): string;
}

/** What sets right what a look found. */
export interface Repairs {
  readonly messages: readonly Repair[];
  /** A sentence for each thing that is wrong and that the history can not be trusted to set right. */
  readonly refused: readonly string[];
  /** What else is to be done when they are applied; null: nothing. */
  readonly after: (() => Promise<void>) | null;
}

/** How the repairs of a round are named: another prefix for each attempt, so that none is taken for an older one. */
export interface RepairNames {
  readonly recovery_id: string;
  readonly prefix: string;
}

export type LookStep = (step: 'barrier' | 'replay' | 'reconcile') => Promise<void>;

/** What is asked for when another version of the projection function is to be put in place. */
export interface PromotionAsk extends RepairNames {
  readonly candidate: CandidateRequest;
  /** The checks of the contract. */
  readonly required: readonly string[];
  readonly selector: Selector;
  readonly onStep: LookStep;
  readonly onPromote: () => Promise<void>;
}

export interface Promotion {
  readonly first: FlowLook;
  readonly last: FlowLook;
  readonly promoted: boolean;
  /** Rows that the swap made others; 0 when there was none. */
  readonly rows_changed: number;
  /** Why it was not. */
  readonly reasons: readonly string[];
}

/**
 * A kind of state that can be rebuilt and called trusted. Everything around it is the same for all: request, plan,
 * approval, lease, rounds of repair, verdict, evidence. `L` is what its own look knows besides.
 */
export interface RecoverableFlow<L extends FlowLook = FlowLook> {
  readonly chain: Chain;
  /** Whether its record is the word on an offer that readers of availability are told. */
  readonly speaks_of_availability: boolean;
  /** Who owns the state and decides on repairs of it. */
  readonly owner: SendContext;
  /** The scope as its readers need it. */
  select(scope: Scope): Promise<Selector>;
  /** How much a selection is about, for the plan. */
  measure(selector: Selector): Promise<Radius>;
  /** Gathers the histories, replays and compares. Changes nothing. */
  look(
    selector: Selector,
    candidate: CandidateWanted | null,
    onStep: LookStep,
    control: RunControl,
  ): Promise<L>;
  repairsOf(look: L, names: RepairNames, control: RunControl): Promise<Repairs>;
  /** Puts another version of the projection function in place; a flow without versions has none. */
  promote?(ask: PromotionAsk, control: RunControl): Promise<Promotion>;
}
