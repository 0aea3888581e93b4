import type { BrokerAdmin } from '@stockproof/kafka';
import { claimShard, HeldShard, inTransaction, type PartitionKey, type Queryable, readPosition } from '@stockproof/postgres';
import type { Pool } from 'pg';
import { writeAnomalies } from '../fold-changes/sql/write-anomalies.js';
import { readFunctions } from '../generations/sql/read-functions.js';
import { suspectPartition } from './sql/suspect-partition.js';

export interface LostHistory {
  readonly partition: number;
  /** The first offset that is gone, and the first that is there. */
  readonly from_offset: number;
  readonly to_offset: number;
  /** Offers of the partition: all of them are suspect now. */
  readonly offers: number;
}

const ACCEPTED_BY = 'accept-lost-history';

/**
 * Lets the projection go on where its topic no longer holds what it has not read. Nobody knows which offers the lost
 * changes were of, so every offer of the partition turns suspect until a recovery has looked; nothing is skipped in
 * silence. Partitions that lost nothing are left alone. Throws while a candidate of the view is being built.
 */
export async function acceptLostHistory(pool: Pool, admin: BrokerAdmin, consumer_group: string, topic: string): Promise<LostHistory[]> {
  if ((await readFunctions(pool)).next !== null) {
    throw new Error('a candidate of the view is being built from this history: abort its recovery first');
  }
  const accepted: LostHistory[] = [];
  for (const [partition, { low }] of await admin.offsets(topic)) {
    const lost = await inTransaction(pool, (db) => acceptIn(db, { consumer_group, topic, partition }, low));
    if (lost !== null) accepted.push(lost);
  }
  return accepted;
}

async function acceptIn(db: Queryable, key: PartitionKey, low: number): Promise<LostHistory | null> {
  const from_offset = (await readPosition(db, key))?.next_offset ?? null;
  if (from_offset === null || from_offset >= low) return null;
  // An owner that still believes in its position can write nothing from here on.
  const claim = await claimShard(db, { ...key, topics: [key.topic] }, ACCEPTED_BY);
  await new HeldShard(key, claim).advance(db, key.topic, low);
  await writeAnomalies(db, key.topic, key.partition, [{
    source_offset: from_offset, kind: 'history_lost', seller_id: null, sku: null, expected_version: null, found_version: null,
    detail: `${low - from_offset} offsets up to ${low} were gone before they were read`,
  }]);
  return { partition: key.partition, from_offset, to_offset: low, offers: await suspectPartition(db, key.partition, low - 1) };
}
