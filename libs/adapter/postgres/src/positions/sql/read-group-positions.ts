import type { Queryable } from '../../transaction.js';

const SQL = `
  SELECT topic, partition, next_offset, topic_id FROM consumer_position WHERE consumer_group = $1 ORDER BY topic COLLATE "C", partition`;

export interface StoredPosition {
  readonly topic: string;
  readonly partition: number;
  readonly next_offset: number | null;
  readonly topic_id: string | null;
}

/** Every position of a group. */
export async function readGroupPositions(db: Queryable, consumer_group: string): Promise<StoredPosition[]> {
  return (
    await db.query<StoredPosition>({ name: 'read-group-positions', text: SQL, values: [consumer_group] })
  ).rows;
}
