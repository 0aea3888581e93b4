import type { Queryable } from '@stockproof/postgres';
import type { AskedRevocation } from '../asked-revocation.js';
import type { RevocationRow } from './list-revocations.js';

const SQL = `
  INSERT INTO token_revocation (kind, id, reason, revoked_by) VALUES ($1, $2, $3, $4)
  RETURNING revocation_id, kind, id, reason, revoked_at, revoked_by`;

/** Notes what counts no more from now on, by the database's clock. The same again is another row, of its own time. */
export async function insertRevocation(
  db: Queryable,
  { kind, id, reason }: AskedRevocation,
  revoked_by: string,
): Promise<RevocationRow> {
  const { rows } = await db.query<RevocationRow>({
    name: 'insert-revocation',
    text: SQL,
    values: [kind, id, reason, revoked_by],
  });
  return rows[0] as RevocationRow;
}
