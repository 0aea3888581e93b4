// Written by tools/codegen/generate-event-types.ts from schemas/. Do not edit.

/**
 * One offer of a generation of the view that is built beside the live one.
 */
export interface AvailabilityGenerationRowV1 {
  /**
   * Names this version.
   */
  schema_version: 1;
  /**
   * What is told.
   */
  type: 'generation_row';
  /**
   * The recovery that sends it.
   */
  recovery_id: string;
  /**
   * Stock keeping unit; decides the partition.
   */
  sku: string;
  /**
   * Whose offer.
   */
  seller_id: string;
  /**
   * The row as the new generation has it.
   */
  state: {
    /**
     * The ledger version this state is of.
     */
    version: number;
    /**
     * All units, in every bucket.
     */
    stock_on_hand: number;
    /**
     * Units that can be sold, all locations.
     */
    sellable: number;
    /**
     * Units held for orders.
     */
    reserved: number;
    /**
     * Units that are damaged.
     */
    damaged: number;
    /**
     * Units to go back.
     */
    return_to_vendor: number;
    /**
     * Sellable units by location.
     */
    locations: {
      /**
       * Where.
       */
      location_id: string;
      /**
       * Units there.
       */
      sellable: number;
    }[];
    /**
     * event_time of that version, UTC.
     */
    event_time: string;
    /**
     * The latest event_time up to that version, UTC.
     */
    newest_event_time: string;
    /**
     * When that version was accepted, UTC.
     */
    accepted_at: string;
  };
}
