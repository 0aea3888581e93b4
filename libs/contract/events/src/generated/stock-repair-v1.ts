// Written by tools/codegen/generate-event-types.ts from schemas/. Do not edit.

/**
 * Asks the command handler to set the derived tables of one offer right; the ledger itself is never touched.
 */
export interface StockRepairV1 {
  /**
   * Names this version.
   */
  schema_version: 1;
  /**
   * What is asked for.
   */
  type: 'repair';
  /**
   * The recovery that sends it.
   */
  recovery_id: string;
  /**
   * Names the repair; sent again, it is done once.
   */
  repair_id: string;
  /**
   * Stock keeping unit; decides the partition.
   */
  sku: string;
  /**
   * Whose offer.
   */
  seller_id: string;
  /**
   * The newest ledger version the repair was worked out from; another one by now: refused.
   */
  version: number;
  /**
   * Digest of that version's row.
   */
  chain_digest: string;
  /**
   * All units, in every bucket.
   */
  stock_on_hand: number;
  /**
   * Every bucket of the offer; one that is not named is removed.
   */
  buckets: {
    /**
     * Which bucket.
     */
    bucket_type: 'sellable' | 'reserved' | 'damaged' | 'return_to_vendor';
    /**
     * Where.
     */
    location_id: string;
    /**
     * Units there.
     */
    quantity: number;
    /**
     * event_time of the last absolute count, UTC; null: never counted.
     */
    counted_at: string | null;
  }[];
}
