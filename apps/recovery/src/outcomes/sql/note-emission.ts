import type { Queryable } from '@stockproof/postgres';

const SQL = `
  INSERT INTO emission (emission_id, by_subject, intent, what, from_time, to_time, found_before) VALUES ($1, $2, $3, $4, $5, $6, $7)`;

export interface NotedEmission {
  readonly emission_id: string;
  readonly by: string;
  readonly intent: string;
  readonly what: 'missing' | 'all';
  readonly from: Date;
  readonly to: Date;
  readonly before: object;
}

/** Keeps who asked for outcomes to be told again, why, and what was found before anything was sent. */
export async function noteEmission(
  records: Queryable,
  { emission_id, by, intent, what, from, to, before }: NotedEmission,
): Promise<void> {
  await records.query({
    name: 'note-emission',
    text: SQL,
    values: [emission_id, by, intent, what, from, to, JSON.stringify(before)],
  });
}
