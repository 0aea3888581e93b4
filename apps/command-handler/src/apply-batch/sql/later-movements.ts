import { LATER_MOVEMENTS } from '@stockproof/bounds';
import { offerKey } from '@stockproof/events';
import type { LaterRow } from '@stockproof/ledger';
import { columns, type Queryable } from '@stockproof/postgres';
import type { UpdateDelivery } from '../../decode/delivery.js';
import type { Offer } from './decision-facts.js';

// The index has these rows by this time, so a count that nothing is later than costs one look. Nothing is locked:
// the write proves the version of the offer.
const LATER_SQL = `
  SELECT later.*
  FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS asked (seller_id, sku, since)
  CROSS JOIN LATERAL (
    SELECT seller_id, sku, operation, quantity, from_bucket, from_location, to_bucket, to_location, event_time, accepted_at
    FROM inventory_transaction AS moved
    WHERE moved.seller_id = asked.seller_id AND moved.sku = asked.sku
      AND operation IN ('I', 'D', 'M', 'R', 'U', 'F') AND quantity > 0
      AND CASE WHEN operation IN ('R', 'U', 'F') THEN accepted_at ELSE least(event_time, accepted_at) END > asked.since
    ORDER BY CASE WHEN operation IN ('R', 'U', 'F') THEN accepted_at ELSE least(event_time, accepted_at) END DESC
    LIMIT ${LATER_MOVEMENTS + 1}
  ) AS later`;

type StoredRow = Offer &
  Omit<LaterRow, 'event_time_ms' | 'accepted_at_ms'> & {
    readonly event_time: Date;
    readonly accepted_at: Date;
  };

/** An offer, and the time after which its movements are asked for. */
export interface AskedSince extends Offer {
  readonly since: Date | '-infinity';
}

/**
 * Reads the movements of the offers that are counted by these updates and that happened after the earliest count of
 * each, keyed by offerKey: all of them, or the newest LATER_MOVEMENTS + 1.
 */
export async function readLaterRows(
  db: Queryable,
  updates: readonly UpdateDelivery[],
): Promise<ReadonlyMap<string, readonly LaterRow[]>> {
  return readMovementsSince(db, earliestCounts(updates));
}

/** Reads the movements of these offers after a time of each, keyed by offerKey: all, or the newest LATER_MOVEMENTS + 1. */
export async function readMovementsSince(
  db: Queryable,
  asked: readonly AskedSince[],
): Promise<ReadonlyMap<string, readonly LaterRow[]>> {
  if (asked.length === 0) return new Map();
  const values = columns(
    asked,
    (offer) => offer.seller_id,
    (offer) => offer.sku,
    (offer) => offer.since,
  );
  const { rows } = await db.query<StoredRow>({ name: 'read-later-movements', text: LATER_SQL, values });
  const later = new Map<string, LaterRow[]>();
  for (const { seller_id, sku, event_time, accepted_at, ...row } of rows) {
    const key = offerKey(seller_id, sku);
    const of_offer = later.get(key) ?? [];
    of_offer.push({ ...row, event_time_ms: event_time.getTime(), accepted_at_ms: accepted_at.getTime() });
    later.set(key, of_offer);
  }
  return later;
}

function earliestCounts(updates: readonly UpdateDelivery[]): AskedSince[] {
  const earliest = new Map<string, Offer & { readonly at_ms: number }>();
  for (const { update } of updates) {
    if (update.operation !== 'S') continue;
    const { seller_id, sku, event_time_ms: at_ms } = update;
    const key = offerKey(seller_id, sku);
    if (at_ms < (earliest.get(key)?.at_ms ?? Infinity)) earliest.set(key, { seller_id, sku, at_ms });
  }
  return [...earliest.values()].map(({ at_ms, ...offer }) => ({ ...offer, since: new Date(at_ms) }));
}
