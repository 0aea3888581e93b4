import type { Queryable } from '@stockproof/postgres';

const SQL = 'SELECT sequence, recovery_id, record FROM evidence WHERE NOT published ORDER BY sequence';

export interface UnpublishedEvidence {
  readonly sequence: number;
  readonly recovery_id: string;
  readonly record: string;
}

/** Records that are sealed and may not be on the topic yet, oldest first. */
export async function unpublishedEvidence(db: Queryable): Promise<UnpublishedEvidence[]> {
  const { rows } = await db.query<UnpublishedEvidence>({ name: 'unpublished-evidence', text: SQL });
  return rows;
}
