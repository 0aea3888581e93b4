// Written by tools/codegen/generate-event-types.ts from schemas/. Do not edit.

/**
 * Asks the owner of the view to set one offer right, by compare-and-set.
 */
export interface AvailabilityRepairV1 {
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
   * What the view held when it was compared; the repair is refused when it holds something else by now. null: no row.
   */
  expected: {
    /**
     * Version of the row.
     */
    version: number;
    /**
     * Revision of the row.
     */
    revision: number;
  } | null;
  /**
   * The revision of the repaired row: above every one published of that version.
   */
  revision: number;
  /**
   * The row as it must be; null: there must be none.
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
  } | null;
  /**
   * Partitions of the availability topic that hold a message of this offer and are not its home: what stands there is taken back. Absent: none.
   *
   * @maxItems 1024
   */
  stray_partitions?: number[];
  /**
   * Where in the captured topic the changes after the expected version begin: with it a repair follows an offer that has moved on meanwhile.
   */
  changes_from_offset?: number;
}
