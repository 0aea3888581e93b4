import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS next, pg_snapshot_xmin(pg_current_snapshot())::text AS oldest`;

async function readBounds(db: Queryable): Promise<{ readonly next: string; readonly oldest: string }> {
  const { rows } = await db.query<{ next: string; oldest: string }>(SQL);
  return rows[0] ?? { next: '0', oldest: '0' };
}

/** Every transaction that has begun so far is below this one. */
export async function readNextTransaction(db: Queryable): Promise<bigint> {
  return BigInt((await readBounds(db)).next);
}

/** Every transaction below this one has ended. */
export async function readOldestTransaction(db: Queryable): Promise<bigint> {
  return BigInt((await readBounds(db)).oldest);
}
