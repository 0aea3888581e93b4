import type { Pool } from 'pg';
import type { Confidence, OfferAnswer, SkuAnswer } from './answers.js';
import { type AgeRule, describeOffer, describeSku } from './describe-availability.js';
import { findOffers } from './sql/find-offers.js';

export interface QueryOptions {
  readonly pool: Pool;
  /** Full name of the topic whose partitions carry the freshness. */
  readonly ledger_topic: string;
  readonly freshness_bound_ms: number;
  readonly now_ms: () => number;
}

/** What is available, with its age, straight from the view. */
export class AvailabilityQueries {
  constructor(private readonly options: QueryOptions) {}

  /** One answer per SKU asked for, in that order; a SKU nobody offers has no offers. */
  async bySkus(skus: readonly string[], min_confidence?: Confidence): Promise<SkuAnswer[]> {
    const { pool, ledger_topic } = this.options;
    const rows = await findOffers(pool, ledger_topic, skus, null);
    const bySku = Map.groupBy(rows, (row) => row.sku);
    const age = this.age();
    return skus.map((sku) => describeSku(sku, bySku.get(sku) ?? [], age, min_confidence));
  }

  async byOffer(sku: string, seller_id: string): Promise<(OfferAnswer & { sku: string }) | null> {
    const { pool, ledger_topic } = this.options;
    const [row] = await findOffers(pool, ledger_topic, [sku], seller_id);
    return row === undefined ? null : { sku, ...describeOffer(row, this.age()) };
  }

  private age(): AgeRule {
    return { now_ms: this.options.now_ms(), freshness_bound_ms: this.options.freshness_bound_ms };
  }
}
