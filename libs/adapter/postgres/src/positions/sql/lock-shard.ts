import type { Queryable } from '../../transaction.js';

const SQL = `SELECT pg_advisory_xact_lock(hashtextextended($1 || '/' || $2::int, 0))`;

/**
 * Two claims of one shard go one after the other, also the first two, when there is no row to lock yet: the epoch that
 * the second raises is the one that the first gave.
 */
export async function lockShard(db: Queryable, consumer_group: string, partition: number): Promise<void> {
  await db.query({ name: 'lock-shard', text: SQL, values: [consumer_group, partition] });
}
