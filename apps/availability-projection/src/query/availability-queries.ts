import type { Pool } from 'pg';
import type { Confidence, OfferAnswer, PublicOffer, SkuAnswer } from './answers.js';
import { type AgeRule, describeFor, describeSku } from './describe-availability.js';
import type { MaySee } from '../stream/may-see.js';
import { findOffers } from './sql/find-offers.js';

/** What AvailabilityQueries needs. An answer older than `freshness_bound_ms` is `stale`. */
export interface QueryOptions {
  readonly pool: Pool;
  /** Full name of the topic whose partitions carry the freshness. */
  readonly ledger_topic: string;
  readonly freshness_bound_ms: number;
  readonly now_ms: () => number;
}

/** Answers availability queries from the view, with the age of the data. */
export class AvailabilityQueries {
  constructor(private readonly options: QueryOptions) {}

  /** Returns one answer per SKU, in the given order; a SKU without offers has an empty list. */
  async bySkus(skus: readonly string[], sees: MaySee, min_confidence?: Confidence): Promise<SkuAnswer[]> {
    const { pool, ledger_topic } = this.options;
    const rows = await findOffers(pool, ledger_topic, skus, null);
    const bySku = Map.groupBy(rows, (row) => row.sku);
    const age = this.age();
    return skus.map((sku) => describeSku(sku, bySku.get(sku) ?? [], { age, sees }, min_confidence));
  }

  async byOffer(
    sku: string,
    seller_id: string,
    sees: MaySee,
  ): Promise<((OfferAnswer | PublicOffer) & { sku: string }) | null> {
    const { pool, ledger_topic } = this.options;
    const [row] = await findOffers(pool, ledger_topic, [sku], seller_id);
    return row === undefined ? null : { sku, ...describeFor({ age: this.age(), sees }, row) };
  }

  private age(): AgeRule {
    return { now_ms: this.options.now_ms(), freshness_bound_ms: this.options.freshness_bound_ms };
  }
}
