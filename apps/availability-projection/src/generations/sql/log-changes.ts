import { columns, type Queryable } from '@stockproof/postgres';
import type { LedgerChange } from '../../fold/ledger-change.js';

const SQL = `
  INSERT INTO next_generation.logged_change (partition, seller_id, sku, version, source_offset, change)
  SELECT $1, * FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::jsonb[])
  ON CONFLICT DO NOTHING`;

export interface LoggedChange {
  readonly offset: number;
  readonly change: LedgerChange;
}

/** Keeps changes of offers that the next generation does not hold yet: they are applied to the row when it comes. */
export async function logChanges(
  db: Queryable,
  partition: number,
  logged: readonly LoggedChange[],
): Promise<void> {
  if (logged.length === 0) return;
  const values = columns(
    logged,
    ({ change }) => change.seller_id,
    ({ change }) => change.sku,
    ({ change }) => change.version,
    ({ offset }) => offset,
    ({ change }) => JSON.stringify(change),
  );
  await db.query({ name: 'log-changes', text: SQL, values: [partition, ...values] });
}
