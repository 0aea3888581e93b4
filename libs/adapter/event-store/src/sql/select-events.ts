import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT version, type, data, correlation_id, causation_id, recorded_at
  FROM event WHERE stream = $1 AND version > $2 ORDER BY version`;

export interface EventRow {
  readonly version: number;
  readonly type: string;
  readonly data: unknown;
  readonly correlation_id: string | null;
  readonly causation_id: string | null;
  readonly recorded_at: Date;
}

export async function selectEvents(db: Queryable, stream: string, after_version: number): Promise<EventRow[]> {
  const { rows } = await db.query<EventRow>({ name: 'select-events', text: SQL, values: [stream, after_version] });
  return rows;
}
