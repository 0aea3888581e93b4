import type { Queryable } from '@stockproof/postgres';

const SQL = `
  UPDATE emission SET asked = $2, emitted = $3, found_after = $4, ended_at = now() WHERE emission_id = $1`;

/** Keeps what came of an emission. */
export async function endEmission(
  records: Queryable,
  emission_id: string,
  asked: number,
  emitted: number,
  after: object,
): Promise<void> {
  await records.query({
    name: 'end-emission',
    text: SQL,
    values: [emission_id, asked, emitted, JSON.stringify(after)],
  });
}
