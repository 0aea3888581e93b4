import type { Queryable } from '@stockproof/postgres';
import { streamCondition, type StreamScope } from '../stream-scope.js';

const SQL = (scope: string): string => `
  SELECT stream, count(*)::int AS events, max(version) AS newest FROM event WHERE ${scope}
  GROUP BY stream HAVING min(version) <> 1 OR count(*) <> max(version)`;

export interface StreamGap {
  readonly stream: string;
  readonly events: number;
  readonly newest: number;
}

/** Streams of which a version is missing or there twice. */
export async function findStreamGaps(db: Queryable, scope: StreamScope): Promise<StreamGap[]> {
  const { condition, values } = streamCondition(scope, 'stream');
  return (await db.query<StreamGap>(SQL(condition), [...values])).rows;
}
