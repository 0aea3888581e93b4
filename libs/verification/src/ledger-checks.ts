import type { CheckResult } from '@stockproof/evidence';
import type { Queryable } from '@stockproof/postgres';
import { checkOf, counterexample, type Found } from './check.js';
import type { CdcChainEnd } from './cdc-offer-history.js';
import { type OfferName, type OffersInScope, scopeCondition } from './offers-in-scope.js';
import { findBrokenChainsSql, findChangedHistorySql, findVersionGapsSql } from './sql/find-broken-history.js';
import { findNegativeStockSql, findWrongBucketsSql, findWrongTotalsSql } from './sql/find-wrong-stock.js';

const BY_SQL = {
  versions_contiguous: findVersionGapsSql,
  digest_chain_holds: findBrokenChainsSql,
  stock_on_hand_matches_transactions: findWrongTotalsSql,
  buckets_match_movements: findWrongBucketsSql,
  sellable_quantity_non_negative: findNegativeStockSql,
} as const;

/** The stream head of an offer in an earlier signed record. */
export type KnownHead = OfferName & CdcChainEnd;

/**
 * Runs the checks that need only the ledger's own database, on the snapshot of `db`. `rows` is the number of
 * its rows in scope, which may be known only later.
 */
export async function ledgerChecks(
  db: Queryable,
  scope: OffersInScope,
  rows: number | Promise<number>,
): Promise<CheckResult[]> {
  const condition = scopeCondition(scope);
  const results: CheckResult[] = [];
  for (const [name, sql] of Object.entries(BY_SQL)) {
    const found = await db.query<Found>(sql(condition));
    results.push(checkOf(name, 0, found.rows.map(counterexample)));
  }
  const compared = await rows;
  return results.map((check) => ({ ...check, compared }));
}

/**
 * Checks that the ledger still has every stream head that was signed before. An offer without a signed head
 * has nothing to compare; `compared` counts the offers looked up, so that a first run can pass.
 */
export async function historyUnchanged(
  db: Queryable,
  known: readonly KnownHead[],
  offers: number,
): Promise<CheckResult> {
  const { rows } = await db.query<Found>(findChangedHistorySql, [
    known.map(({ seller_id }) => seller_id),
    known.map(({ sku }) => sku),
    known.map(({ version }) => version),
    known.map(({ chain_digest }) => chain_digest),
  ]);
  return checkOf(
    'history_unchanged_since_last_evidence',
    Math.max(known.length, offers),
    rows.map(counterexample),
  );
}
