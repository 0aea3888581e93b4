import type { Queryable } from '@stockproof/postgres';
import type { Scope } from '@stockproof/recovery-run';

const SQL = `SELECT recovery_id, flow, scope, holder, expires_at < now() AS expired FROM recovery_lease`;

export interface HeldLease {
  readonly recovery_id: string;
  readonly flow: string;
  readonly scope: Scope;
  readonly holder: string;
  readonly expired: boolean;
}

/** Every run that is under way, by whoever. */
export async function listLeases(db: Queryable): Promise<HeldLease[]> {
  const { rows } = await db.query<HeldLease>({ name: 'list-leases', text: SQL });
  return rows;
}
