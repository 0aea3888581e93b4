import type { Queryable } from '@stockproof/postgres';

const SQL = `
  INSERT INTO break_glass (recovery_id, version, requested_by, broken_by, reason) VALUES ($1, $2, $3, $4, $5)`;

export interface BreakGlassRow {
  readonly recovery_id: string;
  /** Of the event in the run's history. */
  readonly version: number;
  readonly requested_by: string;
  readonly broken_by: string;
  readonly reason: string;
}

/** Notes that a glass was broken, in the transaction that appends the event. */
export async function insertBreakGlass(db: Queryable, glass: BreakGlassRow): Promise<void> {
  const { recovery_id, version, requested_by, broken_by, reason } = glass;
  await db.query({
    name: 'insert-break-glass',
    text: SQL,
    values: [recovery_id, version, requested_by, broken_by, reason],
  });
}
