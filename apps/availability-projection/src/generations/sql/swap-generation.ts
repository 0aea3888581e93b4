import type { PartitionKey, Queryable } from '@stockproof/postgres';

const HOLD_PARTITIONS_SQL = `
  SELECT partition FROM consumer_position WHERE consumer_group = $1 AND topic = $2 ORDER BY partition FOR UPDATE`;

/**
 * Locks all stored offsets of the topic until the transaction ends, so that nobody can write the view in any
 * partition.
 */
export async function holdPartitions(
  db: Queryable,
  { consumer_group, topic }: Omit<PartitionKey, 'partition'>,
): Promise<void> {
  await db.query({ name: 'hold-partitions', text: HOLD_PARTITIONS_SQL, values: [consumer_group, topic] });
}

const READ_WHOLE_TABLES_SQL = `
  SELECT set_config('enable_seqscan', 'on', true), set_config('enable_hashjoin', 'on', true), set_config('enable_mergejoin', 'on', true)`;

/**
 * Allows sequential scans in this transaction, to compare and swap whole tables; other queries of the pool
 * are by key (ADR 0024).
 */
export async function readWholeTables(db: Queryable): Promise<void> {
  await db.query({ name: 'read-whole-tables', text: READ_WHOLE_TABLES_SQL });
}

const COUNT_BEHIND_SQL = `
  SELECT count(*) AS behind
  FROM offer_availability AS live
  LEFT JOIN next_generation.offer_availability AS next USING (sku, seller_id)
  WHERE next.version IS NULL OR next.version < live.version OR next.status <> 'current' OR live.status <> 'current'`;

/** Counts the live offers that the next generation lacks, trails or could not follow. */
export async function countBehind(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ behind: number }>({ name: 'count-behind', text: COUNT_BEHIND_SQL });
  return rows[0]?.behind ?? 0;
}

const SWAP_ROWS_SQL = `
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

/**
 * Replaces the rows that differ, with a higher revision than the published one, and marks them to be
 * published. Returns their number.
 */
export async function swapRows(
  db: Queryable,
  recovery_id: string,
  { consumer_group, topic }: Omit<PartitionKey, 'partition'>,
): Promise<number> {
  const { rowCount } = await db.query({
    name: 'swap-rows',
    text: SWAP_ROWS_SQL,
    values: [recovery_id, consumer_group, topic],
  });
  return rowCount ?? 0;
}

const SWAP_LOCATIONS_SQL = `
  WITH gone AS (
    DELETE FROM offer_location_availability AS place USING offer_availability AS offer
    WHERE offer.recovery_id = $1 AND place.sku = offer.sku AND place.seller_id = offer.seller_id
      AND NOT EXISTS (
        SELECT FROM next_generation.offer_location_availability AS next
        WHERE next.sku = place.sku AND next.seller_id = place.seller_id AND next.location_id = place.location_id)
  )
  INSERT INTO offer_location_availability (seller_id, sku, location_id, sellable)
  SELECT next.seller_id, next.sku, next.location_id, next.sellable
  FROM next_generation.offer_location_availability AS next
  JOIN offer_availability AS offer USING (sku, seller_id)
  WHERE offer.recovery_id = $1
  ON CONFLICT (sku, seller_id, location_id) DO UPDATE SET sellable = excluded.sellable`;

/** Replaces the locations of the swapped rows. */
export async function swapLocations(db: Queryable, recovery_id: string): Promise<void> {
  await db.query({ name: 'swap-locations', text: SWAP_LOCATIONS_SQL, values: [recovery_id] });
}
