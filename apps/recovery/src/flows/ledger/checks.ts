import type { CheckResult } from '@stockproof/evidence';
import {
  covered,
  offerKeyOf,
  notCovered,
  type OffersInScope,
  publishedMatchesView,
  readSourcesSql,
  type Replayed,
  type RowRules,
  scopeCondition,
  type SourceRow,
  viewMatchesReplay,
  viewNotNewerThanSource,
} from '@stockproof/verification';
import { skuPartition } from '@stockproof/events';
import type { Snapshot } from '../../engine/snapshot.js';
import type { Barrier } from '../histories/barrier.js';
import type { ReadSide } from '../histories/read-side.js';
import type { Selector } from '../scope/scope-selector.js';
import type { VerificationContext } from './verification-context.js';
import { readConfidence } from '../../evidence/sql/offer-confidence.js';

/**
 * Checks the view and the published messages against the ledger. What has not passed the barrier is
 * `not_covered`.
 */
export async function checksOfReadSide(
  { db }: Snapshot,
  barrier: Barrier,
  side: ReadSide,
  scope: OffersInScope,
  replayed: Replayed,
  rules: RowRules,
): Promise<CheckResult[]> {
  const { rows: sources } = await db.query<SourceRow>(readSourcesSql(scopeCondition(scope)));
  const { rows, published, applied, published_up_to_barrier, orphan_locations } = side;
  const heads = barrier.passed && applied ? barrier.heads : [];
  const late = 'the projection was not seen to pass the barrier';
  const orphan = orphan_locations.map((offer) => ({
    ...offer,
    expected: 'no location',
    found: 'a location without an offer',
    first_differing_version: null,
  }));
  const view = viewMatchesReplay(rows, heads, replayed, rules);
  const withOrphans: CheckResult =
    orphan.length === 0
      ? view
      : {
          ...view,
          status: 'fail',
          failures: view.failures + orphan.length,
          counterexamples: [...view.counterexamples, ...orphan],
        };
  return [
    covered(viewNotNewerThanSource(rows, sources), true, ''),
    covered(withOrphans, barrier.passed && applied, late),
    published_up_to_barrier
      ? covered(publishedMatchesView(published.latest, rows, replayed), barrier.passed && applied, late)
      : notCovered('published_matches_view', 'the projection was not seen to publish what it had applied'),
  ];
}

/** Reads the expected values of rows, after the view, so that no row can be ahead of them. */
export async function rulesFor(
  { records, partitions }: Pick<VerificationContext, 'records' | 'partitions'>,
  { condition }: Selector,
): Promise<RowRules> {
  const said = new Map((await readConfidence(records, condition)).map((one) => [offerKeyOf(one), one]));
  return {
    expectedPartition: (sku) => skuPartition(sku, partitions),
    confidence: (seller_id, sku) => {
      const one = said.get(offerKeyOf({ seller_id, sku }));
      return one === undefined
        ? undefined
        : { confidence: one.confidence, verified_at_ms: one.verified_at.getTime() };
    },
  };
}
