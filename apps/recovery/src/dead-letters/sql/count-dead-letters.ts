import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT reason, owner, count(*)::int AS messages, min(quarantined_at) AS oldest,
    count(*) FILTER (WHERE now() - quarantined_at > make_interval(hours => $1))::int AS overdue
  FROM quarantine WHERE closed_at IS NULL GROUP BY reason, owner ORDER BY messages DESC, reason`;

export interface DeadLetterCount {
  readonly reason: string;
  readonly owner: string;
  readonly messages: number;
  readonly oldest: Date;
  readonly overdue: number;
}

/** Quarantined messages that nobody has settled, by reason and owner. */
export async function countDeadLetters(
  ledger: Queryable,
  triage_within_hours: number,
): Promise<DeadLetterCount[]> {
  return (
    await ledger.query<DeadLetterCount>({ name: 'count-letters', text: SQL, values: [triage_within_hours] })
  ).rows;
}
