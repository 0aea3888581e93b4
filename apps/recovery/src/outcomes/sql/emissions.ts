import type { Queryable } from '@stockproof/postgres';

const NOTE_SQL = `
  INSERT INTO emission (emission_id, requested_by, intent, selection, from_time, to_time, check_before) VALUES ($1, $2, $3, $4, $5, $6, $7)`;

/** An emission as it is recorded: who requested it, why, and its result. */
export interface NotedEmission {
  readonly emission_id: string;
  readonly by: string;
  readonly intent: string;
  readonly selection: 'missing' | 'all';
  readonly from: Date;
  readonly to: Date;
  readonly before: object;
}

/** Stores who requested an emission, why, and the result of the check before it. */
export async function noteEmission(
  records: Queryable,
  { emission_id, by, intent, selection, from, to, before }: NotedEmission,
): Promise<void> {
  await records.query({
    name: 'record-emission',
    text: NOTE_SQL,
    values: [emission_id, by, intent, selection, from, to, JSON.stringify(before)],
  });
}

const END_SQL = `
  UPDATE emission SET requested = $2, emitted = $3, check_after = $4, ended_at = now() WHERE emission_id = $1`;

/** Stores the result of an emission. */
export async function endEmission(
  records: Queryable,
  emission_id: string,
  asked: number,
  emitted: number,
  after: object,
): Promise<void> {
  await records.query({
    name: 'complete-emission',
    text: END_SQL,
    values: [emission_id, asked, emitted, JSON.stringify(after)],
  });
}

const COUNT_EMITTED_SQL = `
  SELECT count(*)::int AS messages, coalesce(sum(emitted), 0)::int AS emitted FROM outcome_emission WHERE recovery_id = $1`;

/**
 * Counts the messages of an emission that its owner has handled, and the outcomes that it has published for
 * them.
 */
export async function countEmitted(
  ledger: Queryable,
  emission_id: string,
): Promise<{ readonly messages: number; readonly emitted: number }> {
  const { rows } = await ledger.query<{ messages: number; emitted: number }>({
    name: 'count-emitted',
    text: COUNT_EMITTED_SQL,
    values: [emission_id],
  });
  return rows[0] ?? { messages: 0, emitted: 0 };
}
