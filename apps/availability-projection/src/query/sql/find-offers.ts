import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT offer.seller_id, offer.sku, offer.version, offer.revision, offer.stock_on_hand, offer.sellable,
         offer.reserved, offer.damaged, offer.return_to_vendor, offer.event_time, offer.accepted_at,
         offer.status, offer.confidence, offer.verified_at, greatest(offer.accepted_at, fresh.as_of) AS as_of, (
    SELECT json_agg(json_build_object('location_id', place.location_id, 'sellable', place.sellable)
                    ORDER BY place.location_id)
    FROM offer_location_availability AS place
    WHERE place.sku = offer.sku AND place.seller_id = offer.seller_id
  ) AS locations
  FROM offer_availability AS offer
  LEFT JOIN partition_freshness AS fresh ON fresh.topic = $3 AND fresh.partition = offer.partition
  WHERE offer.sku = ANY ($1::text[]) AND ($2::text IS NULL OR offer.seller_id = $2)
  ORDER BY offer.sku, offer.seller_id`;

/** An offer of the view; `as_of` is the time up to which the view is known to be complete for it. */
export interface FoundOffer {
  readonly seller_id: string;
  readonly sku: string;
  readonly version: number;
  readonly revision: number;
  readonly stock_on_hand: number;
  readonly sellable: number;
  readonly reserved: number;
  readonly damaged: number;
  readonly return_to_vendor: number;
  readonly event_time: Date;
  readonly accepted_at: Date;
  readonly status: 'current' | 'suspect';
  readonly as_of: Date;
  readonly confidence: 'trusted' | 'untrusted' | null;
  readonly verified_at: Date | null;
  readonly locations: readonly { readonly location_id: string; readonly sellable: number }[] | null;
}

/** Reads all offers of these SKUs, or only those of one seller. */
export async function findOffers(
  db: Queryable,
  ledger_topic: string,
  skus: readonly string[],
  seller_id: string | null,
): Promise<FoundOffer[]> {
  const { rows } = await db.query<FoundOffer>({
    name: 'find-offers',
    text: SQL,
    values: [skus, seller_id, ledger_topic],
  });
  return rows;
}
