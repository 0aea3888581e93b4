import { columns, type Queryable, timestamp } from '@stockproof/postgres';
import type { ViewOffer } from '../view.js';

const SQL = `
  INSERT INTO offer_availability (
    partition, seller_id, sku, version, revision, stock_on_hand, sellable, reserved, damaged, return_to_vendor,
    event_time, newest_event_time, accepted_at, status, expected_version, found_version, changed_offset,
    traceparent, recovery_id)
  SELECT $1::int, * FROM unnest(
    $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[],
    $10::bigint[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[], $14::text[], $15::bigint[],
    $16::bigint[], $17::bigint[], $18::text[], $19::text[])
  ON CONFLICT (sku, seller_id) DO UPDATE SET
    version = excluded.version, revision = excluded.revision, stock_on_hand = excluded.stock_on_hand,
    sellable = excluded.sellable, reserved = excluded.reserved, damaged = excluded.damaged,
    return_to_vendor = excluded.return_to_vendor, event_time = excluded.event_time,
    newest_event_time = excluded.newest_event_time, accepted_at = excluded.accepted_at,
    status = excluded.status, expected_version = excluded.expected_version,
    found_version = excluded.found_version, changed_offset = excluded.changed_offset,
    traceparent = excluded.traceparent, recovery_id = excluded.recovery_id`;

/** Writes the rows as they now are. The caller holds the partition's fence: nobody else writes them. */
export async function writeView(
  db: Queryable,
  partition: number,
  offers: readonly ViewOffer[],
): Promise<void> {
  if (offers.length === 0) return;
  const values = columns(
    offers,
    (offer) => offer.seller_id,
    (offer) => offer.sku,
    ({ state }) => state.version,
    (offer) => offer.revision,
    ({ state }) => state.stock_on_hand,
    ({ state }) => state.sellable,
    ({ state }) => state.reserved,
    ({ state }) => state.damaged,
    ({ state }) => state.return_to_vendor,
    ({ state }) => timestamp(state.event_time_ms),
    ({ state }) => timestamp(state.newest_event_time_ms),
    ({ state }) => timestamp(state.accepted_at_ms),
    (offer) => offer.status,
    (offer) => offer.expected_version,
    (offer) => offer.found_version,
    (offer) => offer.changed_offset,
    (offer) => offer.traceparent,
    (offer) => offer.recovery_id,
  );
  await db.query({ name: 'write-view', text: SQL, values: [partition, ...values] });
}
