import { columns, type Queryable } from '@stockproof/postgres';

const SQL = `
  INSERT INTO offer_location_availability (seller_id, sku, location_id, sellable)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[])
  ON CONFLICT (sku, seller_id, location_id) DO UPDATE SET sellable = excluded.sellable`;

export interface LocationRow {
  readonly seller_id: string;
  readonly sku: string;
  readonly location_id: string;
  readonly sellable: number;
}

/** Writes what is sellable at each changed location; a location once used stays, with 0 when empty. */
export async function writeLocations(db: Queryable, rows: readonly LocationRow[]): Promise<void> {
  if (rows.length === 0) return;
  const values = columns(
    rows,
    (row) => row.seller_id,
    (row) => row.sku,
    (row) => row.location_id,
    (row) => row.sellable,
  );
  await db.query({ name: 'write-locations', text: SQL, values });
}
