import { queryDatabase, type RunningStack } from '@stockproof/testing';

/** Rows at once: one statement of a million would hold as many changes in memory. */
const CHUNK = 100_000;

// Proofs of the last 23 hours, so that none is due by its age; every tenth offer has changed since, and is queued for later.
const PROOFS_SQL = `
  INSERT INTO offer_confidence (seller_id, sku, version, confidence, recovery_id, verified_at, due_from)
  SELECT 'synthetic', 'sku-' || n, 1, 'trusted', 'rec-' || n / 1000, at, at
  FROM generate_series($1::int, $2::int) AS n,
    LATERAL (SELECT now() - n % 1380 * interval '1 minute' AS at) AS proof`;
const CHANGES_SQL = `
  INSERT INTO changed_offer (seller_id, sku, version, queued_at, noted_at, proof)
  SELECT 'synthetic', 'sku-' || n, 2, now() + interval '1 day', now(), 'trusted'
  FROM generate_series($1::int, $2::int) AS n WHERE n % 10 = 0`;
const VIEW_SQL = `
  INSERT INTO offer_availability (partition, seller_id, sku, version, revision, stock_on_hand, sellable, reserved, damaged,
    return_to_vendor, event_time, newest_event_time, accepted_at, changed_offset)
  SELECT 0, 'synthetic', 'sku-' || n, 1, 0, 1, 1, 0, 0, 0, now(), now(), now(), 1 FROM generate_series($1::int, $2::int) AS n`;

/**
 * Adds so many offers that only exist as rows: a proof of each, every tenth queued, a row of the view. The ledger does not have
 * them. Nothing of them is due, so that they are what the counts and the scheduling must not depend on.
 */
export async function addSyntheticOffers(stack: RunningStack, offers: number): Promise<void> {
  for (let first = 1; first <= offers; first += CHUNK) {
    const range = [first, Math.min(offers, first + CHUNK - 1)];
    await queryDatabase(stack, 'recovery', PROOFS_SQL, range);
    await queryDatabase(stack, 'recovery', CHANGES_SQL, range);
    await queryDatabase(stack, 'availability', VIEW_SQL, range);
  }
  for (const database of ['recovery', 'availability']) await queryDatabase(stack, database, 'VACUUM ANALYZE');
}

/** Removes what addSyntheticOffers has added to the view: the ledger does not know it. */
export async function removeFromView(stack: RunningStack): Promise<void> {
  await queryDatabase(stack, 'availability', `DELETE FROM offer_availability WHERE seller_id = 'synthetic'`);
}
