import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT count(*)::int AS messages, coalesce(sum(emitted), 0)::int AS emitted FROM outcome_emission WHERE recovery_id = $1`;

/** How many messages of an emission its owner has done, and how many outcomes it has sent for them. */
export async function countEmitted(
  ledger: Queryable,
  emission_id: string,
): Promise<{ readonly messages: number; readonly emitted: number }> {
  const { rows } = await ledger.query<{ messages: number; emitted: number }>({
    name: 'count-emitted',
    text: SQL,
    values: [emission_id],
  });
  return rows[0] ?? { messages: 0, emitted: 0 };
}
