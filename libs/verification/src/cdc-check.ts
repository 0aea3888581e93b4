import type { CheckResult, Counterexample } from '@stockproof/evidence';
import type { CdcOfferHistory, CdcFault } from './cdc-offer-history.js';
import type { CdcHistory } from './cdc-history.js';
import { checkOf, counterexample } from './check.js';
import type { Replayed, ReplayedOffer } from './expected-offer.js';
import { offerKeyOf } from './offers-in-scope.js';
import type { BarrierHead } from './view-checks.js';

/**
 * Compares the CDC history with the table, in both directions: no row before the barrier may be missing from
 * the topic, no event on the topic may be missing from the table, and the chains must agree at the last
 * version in CDC. A row that was updated or deleted always fails.
 */
export function cdcMatchesTable(
  history: CdcHistory,
  heads: readonly BarrierHead[],
  replayed: Replayed,
): CdcVerdict {
  const refuted = new Set<string>();
  const missing = new Set<string>();
  const found: Counterexample[] = history.forbidden.map(({ seller_id, sku, what }) =>
    counterexample({ seller_id, sku, expected: 'an insert', found: what }),
  );
  for (const { seller_id, sku } of history.forbidden) {
    if (seller_id !== null && sku !== null) refuted.add(offerKeyOf({ seller_id, sku }));
  }
  const barrier = new Map(heads.map((head) => [offerKeyOf(head), head]));
  for (const [name, head] of barrier) {
    if (!history.offers.has(name)) {
      missing.add(name);
      found.push(
        counterexample({
          ...head,
          expected: `version ${head.version}`,
          found: null,
          first_differing_version: 1,
        }),
      );
    }
  }
  for (const [name, offer] of history.offers) {
    const problem = problemOf(offer, barrier.get(name)?.version ?? 0, replayed);
    if (problem === null) continue;
    const { kind, ...shown } = problem;
    if (kind === 'contradiction') refuted.add(name);
    if (kind === 'missing') missing.add(name);
    found.push(counterexample({ seller_id: offer.seller_id, sku: offer.sku, ...shown }));
  }
  const compared = new Set([...barrier.keys(), ...history.offers.keys()]).size;
  return { check: checkOf('cdc_history_matches_table', compared, found), refuted, missing };
}

/**
 * `refuted`: offers whose CDC history contradicts the table, not only lacks rows of it. Such a ledger must
 * not be the source of a repair.
 */
export interface CdcVerdict {
  readonly check: CheckResult;
  readonly refuted: ReadonlySet<string>;
  /** Offers whose CDC history lacks rows of the table. */
  readonly missing: ReadonlySet<string>;
}

interface Problem {
  readonly kind: CdcFault['kind'];
  readonly expected: string;
  readonly found: string;
  readonly first_differing_version: number;
}

function problemOf(offer: CdcOfferHistory, barrier: number, replayed: Replayed): Problem | null {
  const { version, chain_digest, fault } = offer;
  if (fault !== null) {
    const { detail, version: at, kind } = fault;
    return { kind, expected: 'an unbroken CDC history', found: detail, first_differing_version: at };
  }
  if (version < barrier) {
    return {
      kind: 'missing',
      expected: `version ${barrier}`,
      found: `captured up to ${version}`,
      first_differing_version: version + 1,
    };
  }
  const table = replayed(offer.seller_id, offer.sku);
  const digest = table?.digestAt(version);
  if (digest === chain_digest) return forgedAgain(offer, table);
  if (digest !== undefined) {
    return {
      kind: 'contradiction',
      expected: `digest ${chain_digest} at version ${version}`,
      found: digest,
      first_differing_version: version,
    };
  }
  const reached = table?.version ?? 0;
  const why = table?.fault?.detail ?? `the table ends at version ${reached}`;
  const first_differing_version = table?.fault?.version ?? reached + 1;
  return {
    kind: 'contradiction',
    expected: `version ${version}, which was captured`,
    found: why,
    first_differing_version,
  };
}

/** A row that is in CDC twice must be the same row twice; the table shows which of two is forged. */
function forgedAgain({ again }: CdcOfferHistory, table: ReplayedOffer | undefined): Problem | null {
  const forged = again.find(({ version, chain_digest }) => table?.digestAt(version) !== chain_digest);
  if (forged === undefined) return null;
  const { version, chain_digest } = forged;
  return {
    kind: 'forged',
    expected: `digest ${table?.digestAt(version) ?? 'unknown'} at version ${version}`,
    found: `${chain_digest}, captured as the same version`,
    first_differing_version: version,
  };
}
