import { columns, type Queryable } from '@stockproof/postgres';
import type { DecidedRepair } from '../decide-repairs.js';

const SQL = `
  INSERT INTO repair_outcome (partition, repair_id, recovery_id, seller_id, sku, outcome, removed, published)
  SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bool[], $8::bool[])`;

/** A stale repair has nothing to publish; an applied one is not published yet. */
export async function writeOutcomes(db: Queryable, partition: number, decided: readonly DecidedRepair[]): Promise<void> {
  if (decided.length === 0) return;
  const values = columns(
    decided,
    ({ repair }) => repair.repair_id, ({ repair }) => repair.recovery_id, ({ repair }) => repair.seller_id,
    ({ repair }) => repair.sku, ({ outcome }) => outcome,
    ({ outcome, after }) => outcome === 'applied' && after === null, ({ outcome }) => outcome === 'stale',
  );
  await db.query({ name: 'write-outcomes', text: SQL, values: [partition, ...values] });
}
