import type { Queryable } from '@stockproof/postgres';
import type { OfferName } from '@stockproof/verification';

const SQL = `
  SELECT DISTINCT seller_id, sku FROM inventory_transaction
  WHERE ($1::timestamptz IS NULL OR event_time >= $1 AND event_time < $2)
    AND ($3::text IS NULL OR source_topic = $3 AND source_partition = $4 AND source_offset >= $5 AND source_offset < $6)`;

export interface Touch {
  /** RFC 3339; in any zone, also one that PostgreSQL would not take. */
  readonly window?: { readonly from: string; readonly to: string };
  readonly range?: {
    readonly topic: string;
    readonly partition: number;
    readonly from_offset: number;
    readonly to_offset: number;
  };
}

/** Offers with a ledger row in a window of event_time, or from a range of a source topic. */
export async function selectTouchedOffers(db: Queryable, { window, range }: Touch): Promise<OfferName[]> {
  const { rows } = await db.query<OfferName>(SQL, [
    window === undefined ? null : new Date(window.from),
    window === undefined ? null : new Date(window.to),
    range?.topic ?? null,
    range?.partition ?? null,
    range?.from_offset ?? null,
    range?.to_offset ?? null,
  ]);
  return rows;
}
