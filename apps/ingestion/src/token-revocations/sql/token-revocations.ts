import type { RevokedKind } from '@stockproof/auth';
import type { Queryable } from '@stockproof/postgres';
import type { AskedRevocation } from '../asked-revocation.js';

/**
 * A token is valid for an hour at most, and a subject's revocation covers tokens issued before it, so both
 * can be dropped after two hours. A login can be refreshed for longer.
 */
const LIST_REVOCATIONS_SQL = `
  SELECT revocation_id, kind, id, reason, revoked_at, revoked_by FROM token_revocation
  WHERE revoked_at > now() - CASE kind WHEN 'session' THEN interval '400 days' ELSE interval '2 hours' END
  ORDER BY revoked_at, revocation_id`;

/** A revocation as it is listed. */
export interface RevocationRow {
  readonly revocation_id: string;
  readonly kind: RevokedKind;
  readonly id: string;
  readonly reason: string;
  readonly revoked_at: Date;
  readonly revoked_by: string;
}

/** Lists every revocation that can still match a token, the oldest first. */
export async function listRevocations(db: Queryable): Promise<RevocationRow[]> {
  return (await db.query<RevocationRow>({ name: 'list-revocations', text: LIST_REVOCATIONS_SQL })).rows;
}

const INSERT_REVOCATION_SQL = `
  INSERT INTO token_revocation (kind, id, reason, revoked_by) VALUES ($1, $2, $3, $4)
  RETURNING revocation_id, kind, id, reason, revoked_at, revoked_by`;

/**
 * Stores a revocation with the database's time. Not idempotent: a repetition is a new row with its own time.
 */
export async function insertRevocation(
  db: Queryable,
  { kind, id, reason }: AskedRevocation,
  revoked_by: string,
): Promise<RevocationRow> {
  const { rows } = await db.query<RevocationRow>({
    name: 'insert-revocation',
    text: INSERT_REVOCATION_SQL,
    values: [kind, id, reason, revoked_by],
  });
  return rows[0] as RevocationRow;
}
