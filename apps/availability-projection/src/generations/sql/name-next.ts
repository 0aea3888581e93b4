import type { FunctionName } from '@stockproof/availability';
import type { Queryable } from '@stockproof/postgres';

const SQL = `
  INSERT INTO projection_function (role, generation, name, version, digest, recovery_id)
  SELECT 'next', generation + 1, $1, $2, $3, $4 FROM projection_function WHERE role = 'live'`;

/** From now on every change is kept for the next generation too. */
export async function nameNext(
  db: Queryable,
  { name, version, digest }: FunctionName,
  recovery_id: string,
): Promise<void> {
  await db.query({ name: 'name-next', text: SQL, values: [name, version, digest, recovery_id] });
}
