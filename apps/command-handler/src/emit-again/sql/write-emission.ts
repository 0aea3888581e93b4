import type { Queryable } from '@stockproof/postgres';

const SQL = `
  INSERT INTO outcome_emission (repair_id, recovery_id, emitted) VALUES ($1, $2, $3) ON CONFLICT (repair_id) DO NOTHING`;

/** Notes that a message of an emission is done, and how much of what it named there was. False when it was done before. */
export async function writeEmission(
  db: Queryable,
  { repair_id, recovery_id }: { readonly repair_id: string; readonly recovery_id: string },
  emitted: number,
): Promise<boolean> {
  return (
    (await db.query({ name: 'write-emission', text: SQL, values: [repair_id, recovery_id, emitted] }))
      .rowCount === 1
  );
}
