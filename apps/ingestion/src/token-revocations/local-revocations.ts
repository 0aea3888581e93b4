import type { Revocation } from '@stockproof/auth';
import type { Queryable } from '@stockproof/postgres';
import { listRevocations } from './sql/token-revocations.js';

/** The list for ingestion's own checks, in the form that the other services get. */
export async function localRevocations(db: Queryable): Promise<readonly Revocation[]> {
  return (await listRevocations(db)).map(({ kind, id, revoked_at }) => ({
    kind,
    id,
    revoked_at: revoked_at.toISOString(),
  }));
}
