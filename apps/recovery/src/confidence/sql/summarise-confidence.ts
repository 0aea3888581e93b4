import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT count(*) FILTER (WHERE confidence = 'trusted')::int AS trusted,
    count(*) FILTER (WHERE confidence = 'untrusted')::int AS untrusted, min(verified_at) AS oldest_verified_at
  FROM offer_confidence`;

export interface ConfidenceCounts {
  readonly trusted: number;
  readonly untrusted: number;
  readonly oldest_verified_at: Date | null;
}

/** What the newest records say, over all offers that one looked at. */
export async function summariseConfidence(db: Queryable): Promise<ConfidenceCounts> {
  const { rows } = await db.query<ConfidenceCounts>({ name: 'summarise-confidence', text: SQL });
  return rows[0] ?? { trusted: 0, untrusted: 0, oldest_verified_at: null };
}
