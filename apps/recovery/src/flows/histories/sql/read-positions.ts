import type { Queryable } from '@stockproof/postgres';
import type { PlaceInLog } from '../consumed-up-to.js';

const SQL = `
  SELECT position.partition, position.topic_id, coalesce(position.next_offset, 0) AS next_offset,
    coalesce(published.published_offset, 0) AS published_offset
  FROM consumer_position AS position
  LEFT JOIN published_position AS published ON published.topic = $3 AND published.partition = position.partition
  WHERE position.consumer_group = $1 AND position.topic = $2`;

export interface ProjectionPosition extends PlaceInLog {
  /** Every change before this one is on the topic. */
  readonly published_offset: number;
}

/** How far the projection is, by partition, in the log that it knows. */
export async function readPositions(
  db: Queryable,
  consumer_group: string,
  cdc_topic: string,
  published_topic: string,
): Promise<ProjectionPosition[]> {
  const { rows } = await db.query<ProjectionPosition>(SQL, [consumer_group, cdc_topic, published_topic]);
  return rows;
}
