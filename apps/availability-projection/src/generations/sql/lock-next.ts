import type { Queryable } from '@stockproof/postgres';

const SQL = `SELECT recovery_id FROM projection_function WHERE role = 'next' FOR UPDATE`;

/** Whose generation is built; nobody can swap or drop it until the transaction ends. */
export async function lockNext(db: Queryable): Promise<string | null> {
  const { rows } = await db.query<{ recovery_id: string }>({ name: 'lock-next', text: SQL });
  return rows[0]?.recovery_id ?? null;
}
