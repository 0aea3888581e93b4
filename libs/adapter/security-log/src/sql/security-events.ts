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

const LIST_ACTS_SQL = `
  SELECT sequence, to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS recorded_at, recorded_by,
    action, outcome, actor, target, reason, address, detail
  FROM security_event
  WHERE sequence < $1 AND ($2::text IS NULL OR actor = $2) AND ($3::text IS NULL OR action = $3)
    AND ($4::text IS NULL OR outcome = $4) AND ($5::text IS NULL OR target = $5)
    AND ($6::timestamptz IS NULL OR recorded_at >= $6)
  ORDER BY sequence DESC LIMIT $7`;

/** Which records are listed; null does not restrict. */
export interface WantedActs {
  readonly actor: string | null;
  readonly action: string | null;
  readonly outcome: string | null;
  readonly target: string | null;
  readonly since: string | Date | null;
  /** Only records with a smaller number. */
  readonly before: number;
}

/** Reads records without their digests, the newest first. Needs the role `security_auditor`. */
export async function listActs(
  db: Queryable,
  { before, actor, action, outcome, target, since }: WantedActs,
  limit: number,
): Promise<Omit<SecurityRecord, 'previous_digest' | 'digest'>[]> {
  // Without a name: a plan for these values finds the index of the filter that is given.
  const values = [before, actor, action, outcome, target, since, limit];
  return (await db.query<SecurityRecord>(LIST_ACTS_SQL, values)).rows;
}
