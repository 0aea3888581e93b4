import type { RevokedKind } from '@stockproof/auth';
import type { Queryable } from '@stockproof/postgres';

/**
 * A token lives an hour at most, and a subject's revocation means those that it had: both are over after two. A login may go on by
 * refresh for longer than any provider lets it.
 */
const SQL = `
  SELECT revocation_id, kind, id, reason, revoked_at, revoked_by FROM token_revocation
  WHERE revoked_at > now() - CASE kind WHEN 'session' THEN interval '400 days' ELSE interval '2 hours' END
  ORDER BY revoked_at, revocation_id`;

export interface RevocationRow {
  readonly revocation_id: string;
  readonly kind: RevokedKind;
  readonly id: string;
  readonly reason: string;
  readonly revoked_at: Date;
  readonly revoked_by: string;
}

/** Every revocation that can still mean a token, the oldest first. */
export async function listRevocations(db: Queryable): Promise<RevocationRow[]> {
  return (await db.query<RevocationRow>({ name: 'list-revocations', text: SQL })).rows;
}
