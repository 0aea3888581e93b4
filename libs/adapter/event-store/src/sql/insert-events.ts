import type { Queryable } from '@stockproof/postgres';

const SQL = `
  INSERT INTO event (stream, version, type, data, correlation_id, causation_id)
  SELECT $1, $2::bigint + row.number, row.type, row.data, $5, $6
  FROM unnest($3::text[], $4::jsonb[]) WITH ORDINALITY AS row (type, data, number)`;

export interface EventRows {
  readonly stream: string;
  /** The version they follow. */
  readonly after_version: number;
  readonly types: readonly string[];
  /** JSON texts. */
  readonly data: readonly string[];
  readonly correlation_id: string | null;
  readonly causation_id: string | null;
}

/** Fails with a unique violation when somebody else was faster. */
export async function insertEvents(db: Queryable, rows: EventRows): Promise<void> {
  const { stream, after_version, types, data, correlation_id, causation_id } = rows;
  await db.query({
    name: 'insert-events',
    text: SQL,
    values: [stream, after_version, types, data, correlation_id, causation_id],
  });
}
