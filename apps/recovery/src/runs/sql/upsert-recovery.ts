import type { Queryable } from '@stockproof/postgres';
import type { RunState } from '@stockproof/recovery-run';

const SQL = `
  INSERT INTO recovery (recovery_id, flow, mode, scope, status, confidence_status, requested_by, version)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
  ON CONFLICT (recovery_id) DO UPDATE SET status = excluded.status, confidence_status = excluded.confidence_status,
    version = excluded.version, updated_at = now()`;

/** Keeps the list of runs next to their events, in the transaction that appends them. */
export async function upsertRecovery(db: Queryable, state: RunState, version: number): Promise<void> {
  const { request, status, confidence_status, requested_by } = state;
  if (request === null) return;
  const { recovery_id, flow, mode, scope } = request;
  await db.query({
    name: 'upsert-recovery',
    text: SQL,
    values: [
      recovery_id,
      flow,
      mode,
      JSON.stringify(scope),
      status,
      confidence_status,
      requested_by,
      version,
    ],
  });
}
