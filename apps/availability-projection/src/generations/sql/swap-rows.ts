import type { PartitionKey, Queryable } from '@stockproof/postgres';

const SQL = `
  INSERT INTO offer_availability (
    partition, seller_id, sku, version, revision, stock_on_hand, sellable, reserved, damaged, return_to_vendor,
    event_time, newest_event_time, accepted_at, changed_offset, recovery_id)
  SELECT next.partition, next.seller_id, next.sku, next.version, 1, next.stock_on_hand, next.sellable, next.reserved,
    next.damaged, next.return_to_vendor, next.event_time, next.newest_event_time, next.accepted_at,
    coalesce(position.next_offset, 0), $1
  FROM next_generation.offer_availability AS next
  LEFT JOIN offer_availability AS live USING (sku, seller_id)
  JOIN consumer_position AS position
    ON position.consumer_group = $2 AND position.topic = $3 AND position.partition = next.partition
  WHERE (live.version, live.stock_on_hand, live.sellable, live.reserved, live.damaged, live.return_to_vendor)
      IS DISTINCT FROM
        (next.version, next.stock_on_hand, next.sellable, next.reserved, next.damaged, next.return_to_vendor)
    OR (SELECT jsonb_object_agg(place.location_id, place.sellable) FROM offer_location_availability AS place
        WHERE place.sku = next.sku AND place.seller_id = next.seller_id)
      IS DISTINCT FROM
       (SELECT jsonb_object_agg(place.location_id, place.sellable) FROM next_generation.offer_location_availability AS place
        WHERE place.sku = next.sku AND place.seller_id = next.seller_id)
  ON CONFLICT (sku, seller_id) DO UPDATE SET
    version = excluded.version, revision = offer_availability.revision + 1, stock_on_hand = excluded.stock_on_hand,
    sellable = excluded.sellable, reserved = excluded.reserved, damaged = excluded.damaged,
    return_to_vendor = excluded.return_to_vendor, event_time = excluded.event_time,
    newest_event_time = excluded.newest_event_time, accepted_at = excluded.accepted_at,
    changed_offset = excluded.changed_offset, recovery_id = excluded.recovery_id, traceparent = NULL`;

/** Puts the rows that differ in place, above what was published of them, to be published; gives how many. */
export async function swapRows(
  db: Queryable,
  recovery_id: string,
  { consumer_group, topic }: Omit<PartitionKey, 'partition'>,
): Promise<number> {
  const { rowCount } = await db.query({
    name: 'swap-rows',
    text: SQL,
    values: [recovery_id, consumer_group, topic],
  });
  return rowCount ?? 0;
}
