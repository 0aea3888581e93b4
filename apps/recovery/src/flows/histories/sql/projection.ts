import type { FunctionName } from '@stockproof/availability';
import type { Queryable } from '@stockproof/postgres';
import type { PlaceInLog } from '../consumed-up-to.js';

const FUNCTION_SQL = `
  SELECT name, version, digest, recovery_id, previous_name, previous_version, previous_digest, rows_changed
  FROM projection_function WHERE role = 'live'`;

/** The function of the view. */
export interface ProjectionSeen {
  readonly live: FunctionName;
  /** The recovery that promoted it, and the previous function; null for the first. */
  readonly promoted_by: {
    readonly recovery_id: string;
    readonly before: FunctionName;
    readonly rows_changed: number;
  } | null;
}

interface Row extends FunctionName {
  readonly recovery_id: string | null;
  readonly previous_name: string | null;
  readonly previous_version: number | null;
  readonly previous_digest: string | null;
  readonly rows_changed: number;
}

/** Reads the function of the live view, and which recovery promoted it. */
export async function readProjection(db: Queryable): Promise<ProjectionSeen> {
  const [row] = (await db.query<Row>(FUNCTION_SQL)).rows;
  if (row === undefined) throw new Error('projection_function does not say what the view is made with');
  const {
    name,
    version,
    digest,
    recovery_id,
    previous_name,
    previous_version,
    previous_digest,
    rows_changed,
  } = row;
  const live = { name, version, digest };
  if (recovery_id === null || previous_name === null) return { live, promoted_by: null };
  const before = { name: previous_name, version: previous_version ?? 1, digest: previous_digest };
  return { live, promoted_by: { recovery_id, before, rows_changed } };
}

const POSITIONS_SQL = `
  SELECT position.partition, position.topic_id, coalesce(position.next_offset, 0) AS next_offset,
    coalesce(published.published_offset, 0) AS published_offset
  FROM consumer_position AS position
  LEFT JOIN published_position AS published ON published.topic = $3 AND published.partition = position.partition
  WHERE position.consumer_group = $1 AND position.topic = $2`;

/** How far the projection has consumed and published a partition. */
export interface ProjectionPosition extends PlaceInLog {
  /** Every change before this one is on the topic. */
  readonly published_offset: number;
}

/** Reads the projection's stored offsets by partition, in the log that it knows. */
export async function readPositions(
  db: Queryable,
  consumer_group: string,
  cdc_topic: string,
  published_topic: string,
): Promise<ProjectionPosition[]> {
  const { rows } = await db.query<ProjectionPosition>(POSITIONS_SQL, [
    consumer_group,
    cdc_topic,
    published_topic,
  ]);
  return rows;
}
