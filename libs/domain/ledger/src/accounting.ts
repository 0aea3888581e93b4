import { isWithoutEffect, type LedgerStatus } from '@stockproof/events';

/** Counts of messages by outcome. `received` is always the sum of the others. */
export interface Accounting {
  readonly received: number;
  readonly accepted: number;
  readonly superseded: number;
  readonly duplicate: number;
  readonly conflict: number;
  readonly rejected: number;
  readonly quarantined: number;
}

/** What a received message became. Each message has exactly one outcome, so the counts add up. */
export type CountedOutcome = Exclude<keyof Accounting, 'received'>;

/** The count that a ledger row belongs to: what was applied is accepted, what is without effect is superseded. */
export function countedAs(status: LedgerStatus): 'accepted' | 'superseded' {
  return isWithoutEffect(status) ? 'superseded' : 'accepted';
}

/** All counts 0. */
export function emptyAccounting(): Accounting {
  return { received: 0, accepted: 0, superseded: 0, duplicate: 0, conflict: 0, rejected: 0, quarantined: 0 };
}

/** Counts one more received message with this outcome. Returns a new object. */
export function addOutcome(accounting: Accounting, outcome: CountedOutcome): Accounting {
  return { ...accounting, received: accounting.received + 1, [outcome]: accounting[outcome] + 1 };
}
