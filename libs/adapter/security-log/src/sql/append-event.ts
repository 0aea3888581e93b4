import type { Queryable } from '@stockproof/postgres';
import type { SecurityEvent } from '@stockproof/security-events';

const SQL = 'SELECT append_security_event($1, $2, $3, $4, $5, $6, $7) AS sequence';

/** Appends one event and gives its number. Not idempotent: asked twice it is there twice. */
export async function appendEvent(db: Queryable, event: SecurityEvent): Promise<number> {
  const { action, outcome, actor, target, reason, address, detail } = event;
  const { rows } = await db.query<{ sequence: number }>({
    name: 'append-security-event',
    text: SQL,
    values: [action, outcome, actor, target, reason, address, detail],
  });
  return rows[0]?.sequence ?? 0;
}
