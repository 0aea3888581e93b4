import type { Queryable } from '@stockproof/postgres';
import type { SecurityEvent, SecurityRecord } from '@stockproof/security-events';

const APPEND_EVENT_SQL = 'SELECT append_security_event($1, $2, $3, $4, $5, $6, $7) AS sequence';

/** Appends one event and returns its number. Not idempotent. */
export async function appendEvent(db: Queryable, event: SecurityEvent): Promise<number> {
  const { action, outcome, actor, target, reason, address, detail } = event;
  const { rows } = await db.query<{ sequence: number }>({
    name: 'append-security-event',
    text: APPEND_EVENT_SQL,
    values: [action, outcome, actor, target, reason, address, detail],
  });
  return rows[0]?.sequence ?? 0;
}

const READ_RECORDS_SQL = `
  SELECT sequence, to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS recorded_at, recorded_by,
    action, outcome, actor, target, reason, address, detail, previous_digest, digest
  FROM security_event WHERE sequence > $1 ORDER BY sequence LIMIT $2`;

/** Reads records after a number, oldest first. Needs the role `security_auditor`. */
export async function readRecords(db: Queryable, after: number, limit: number): Promise<SecurityRecord[]> {
  const { rows } = await db.query<SecurityRecord>({
    name: 'read-security-records',
    text: READ_RECORDS_SQL,
    values: [after, limit],
  });
  return rows;
}
