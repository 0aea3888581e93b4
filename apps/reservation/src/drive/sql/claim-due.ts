import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT reservation_id FROM reservation
  WHERE next_step_at <= $1 AND reservation_id <> ALL ($2::text[])
  ORDER BY next_step_at LIMIT 1 FOR UPDATE SKIP LOCKED`;

/** The reservation whose step is overdue longest, locked; null when there is none but those to be skipped. */
export async function claimDue(
  db: Queryable,
  now_ms: number,
  skipped: readonly string[],
): Promise<string | null> {
  const { rows } = await db.query<{ reservation_id: string }>({
    name: 'claim-due',
    text: SQL,
    values: [new Date(now_ms), skipped],
  });
  return rows[0]?.reservation_id ?? null;
}
