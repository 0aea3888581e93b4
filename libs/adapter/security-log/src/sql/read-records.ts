import type { Queryable } from '@stockproof/postgres';
import type { SecurityRecord } from '@stockproof/security-events';

const SQL = `
  SELECT sequence, to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS recorded_at, recorded_by,
    action, outcome, actor, target, reason, address, detail, previous_digest, digest
  FROM security_event WHERE sequence > $1 ORDER BY sequence LIMIT $2`;

/** Records after a number, oldest first; for the role `security_auditor`. */
export async function readRecords(db: Queryable, after: number, limit: number): Promise<SecurityRecord[]> {
  const { rows } = await db.query<SecurityRecord>({
    name: 'read-security-records',
    text: SQL,
    values: [after, limit],
  });
  return rows;
}
