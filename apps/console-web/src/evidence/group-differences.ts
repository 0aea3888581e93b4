import type { SignedRecord } from '../verify/rules/signed-record.js';

type Check = SignedRecord['checks'][number];
/** A difference of one check. */
export interface CheckDifference {
  readonly check: string;
  readonly expected: string;
  readonly found: string;
  readonly first_differing_version: number | null;
}

/** What was found of one offer: one cause often fails several checks. */
export interface OfferDifferences {
  /** Null where a difference names no offer. */
  readonly seller_id: string | null;
  readonly sku: string | null;
  /** The lowest version that any of them names; null if none does. */
  readonly first_version: number | null;
  readonly differences: readonly CheckDifference[];
}

/** The differences by offer, those that fail the most checks first. */
export function groupDifferences(checks: readonly Check[]): readonly OfferDifferences[] {
  const found = checks.flatMap(({ name, counterexamples }) =>
    counterexamples.map((one) => ({ ...one, check: name })),
  );
  const groups = Map.groupBy(found, ({ seller_id, sku }) => `${seller_id ?? ''}\u001f${sku ?? ''}`);
  return [...groups.values()]
    .map((group): OfferDifferences => {
      const versions = group.flatMap(({ first_differing_version: version }) =>
        version === null ? [] : [version],
      );
      return {
        seller_id: group[0]?.seller_id ?? null,
        sku: group[0]?.sku ?? null,
        first_version: versions.length === 0 ? null : Math.min(...versions),
        differences: group.map(({ check, expected, found: seen, first_differing_version }) => ({
          check,
          expected,
          found: seen,
          first_differing_version,
        })),
      };
    })
    .sort((a, b) => b.differences.length - a.differences.length);
}

/** How many differences the checks found that the record does not list. */
export function unlisted(checks: readonly Check[]): number {
  return checks.reduce(
    (sum, { failures, counterexamples }) => sum + Math.max(0, failures - counterexamples.length),
    0,
  );
}
