import type { LateMovements } from '@stockproof/ledger';
import type { Queryable } from '@stockproof/postgres';

const READ_SQL = 'SELECT seller_id, policy FROM late_movements_policy WHERE seller_id = ANY ($1::text[])';

/**
 * Reads the policies of those sellers that have set one. It is read in the transaction of the decision, so a
 * change counts from the next batch on; what was applied stands in the ledger's row.
 */
export async function readLateMovements(
  db: Queryable,
  sellers: readonly string[],
): Promise<Map<string, LateMovements>> {
  const { rows } = await db.query<{ seller_id: string; policy: LateMovements }>({
    name: 'read-late-movements',
    text: READ_SQL,
    values: [sellers],
  });
  return new Map(rows.map(({ seller_id, policy }) => [seller_id, policy]));
}

/** A stored policy. The revision is raised by each change. */
export interface PolicyRow {
  readonly seller_id: string;
  readonly policy: LateMovements;
  readonly revision: number;
  readonly reason: string;
  readonly changed_by: string;
  readonly changed_at: Date;
}

const FIND_SQL = `
  SELECT seller_id, policy, revision, reason, changed_by, changed_at FROM late_movements_policy WHERE seller_id = $1`;

/** The policy of a seller; undefined if it has set none. */
export async function findLateMovements(db: Queryable, seller_id: string): Promise<PolicyRow | undefined> {
  const { rows } = await db.query<PolicyRow>({
    name: 'find-late-movements',
    text: FIND_SQL,
    values: [seller_id],
  });
  return rows[0];
}

// Without a row the revision is 0. A row of another revision is neither inserted nor updated.
const SET_SQL = `
  INSERT INTO late_movements_policy AS kept (seller_id, policy, revision, reason, changed_by, changed_at)
  SELECT $1::text, $2::text, 1, $4::text, $5::text, now()
  WHERE $3::bigint = 0 OR EXISTS (SELECT FROM late_movements_policy WHERE seller_id = $1::text)
  ON CONFLICT (seller_id) DO UPDATE SET
    policy = excluded.policy, revision = kept.revision + 1, reason = excluded.reason,
    changed_by = excluded.changed_by, changed_at = excluded.changed_at
    WHERE kept.revision = $3::bigint
  RETURNING seller_id, policy, revision, reason, changed_by, changed_at`;

/** A policy to set, if the stored one still has this revision; 0: none is stored. */
export type PolicyChange = Pick<PolicyRow, 'seller_id' | 'policy' | 'revision' | 'reason' | 'changed_by'>;

/** Sets a policy and returns its row; undefined if the stored one has another revision. */
export async function setLateMovements(db: Queryable, change: PolicyChange): Promise<PolicyRow | undefined> {
  const { seller_id, policy, revision, reason, changed_by } = change;
  const { rows } = await db.query<PolicyRow>({
    name: 'set-late-movements',
    text: SET_SQL,
    values: [seller_id, policy, revision, reason, changed_by],
  });
  return rows[0];
}
