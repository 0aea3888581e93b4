import type { CheckResult, Counterexample } from '@stockproof/evidence';
import { offerKeyOf } from './offers-in-scope.js';

/** A check that passes if nothing was found; `compared` is the number of compared items. */
export function checkOf(name: string, compared: number, found: readonly Counterexample[]): CheckResult {
  return {
    name,
    status: found.length > 0 ? 'fail' : 'pass',
    compared,
    reason: null,
    counterexamples: found,
    failures: found.length,
  };
}

/** A check that could not be made, with the reason. */
export function notCovered(name: string, reason: string): CheckResult {
  return { name, status: 'not_covered', compared: 0, reason, counterexamples: [], failures: 0 };
}

/** A difference that a check found. Names and versions that it does not know are null. */
export interface Found {
  readonly seller_id: string | null;
  readonly sku: string | null;
  readonly expected: string | number | null;
  readonly found: string | number | null;
  readonly first_differing_version?: number | null;
}

/** Builds a counterexample; the first differing version is null if it is not given. */
export function counterexample({
  seller_id,
  sku,
  expected,
  found,
  first_differing_version,
}: Found): Counterexample {
  return {
    seller_id,
    sku,
    expected: String(expected ?? 'nothing'),
    found: String(found ?? 'nothing'),
    first_differing_version: first_differing_version ?? null,
  };
}

/** Turns a passed check into `not_covered` if it did not see everything; a failed check stays failed. */
export function covered(check: CheckResult, whole: boolean, reason: string): CheckResult {
  return whole || check.status === 'fail' ? check : notCovered(check.name, reason);
}

/** The keys of the offers in a check's counterexamples. */
export function offersFoundBy(check: CheckResult | undefined): string[] {
  return (check?.counterexamples ?? []).flatMap(({ seller_id, sku }) =>
    seller_id === null || sku === null ? [] : [offerKeyOf({ seller_id, sku })],
  );
}
