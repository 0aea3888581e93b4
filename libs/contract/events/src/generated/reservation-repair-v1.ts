// Written by tools/codegen/generate-event-types.ts from schemas/. Do not edit.

/**
 * Asks the reservation service to set the read model of one reservation right; its history is never touched.
 */
export interface ReservationRepairV1 {
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
   * Which reservation; decides the partition.
   */
  reservation_id: string;
  /**
   * The newest version of its stream that the repair was worked out from; 0: it has no history. Another one by now: refused.
   */
  version: number;
  /**
   * What is to be read of it; null: nothing, its rows are removed.
   */
  state: {
    /**
     * Whose order.
     */
    order_id: string;
    /**
     * How far the reservation is.
     */
    status:
      | 'requested'
      | 'held'
      | 'confirming'
      | 'releasing'
      | 'confirmed'
      | 'rejected'
      | 'cancelled'
      | 'expired'
      | 'failed';
    /**
     * When it was asked for, UTC.
     */
    requested_at: string;
    /**
     * When it ends unless confirmed, UTC.
     */
    expires_at: string;
    /**
     * How often what is outstanding was sent again.
     */
    attempts: number;
    /**
     * When what is outstanding is sent again, UTC; null: nothing is.
     */
    next_step_at: string | null;
    /**
     * Whether somebody has to look.
     */
    stuck: boolean;
    /**
     * Every line; one that is not named is removed.
     *
     * @minItems 1
     */
    lines: [
      {
        /**
         * Number in the order.
         */
        line: number;
        /**
         * Whose offer.
         */
        seller_id: string;
        /**
         * Stock keeping unit.
         */
        sku: string;
        /**
         * Where the units are reserved.
         */
        location_id: string;
        /**
         * Units asked for.
         */
        quantity: number;
        /**
         * How far the line is.
         */
        status: 'requested' | 'held' | 'rejected' | 'fulfilled' | 'released' | 'failed';
        /**
         * Why it was rejected or failed; null: it was not.
         */
        reason: string | null;
        /**
         * What could be had when it was rejected.
         */
        available: number | null;
      },
      ...{
        /**
         * Number in the order.
         */
        line: number;
        /**
         * Whose offer.
         */
        seller_id: string;
        /**
         * Stock keeping unit.
         */
        sku: string;
        /**
         * Where the units are reserved.
         */
        location_id: string;
        /**
         * Units asked for.
         */
        quantity: number;
        /**
         * How far the line is.
         */
        status: 'requested' | 'held' | 'rejected' | 'fulfilled' | 'released' | 'failed';
        /**
         * Why it was rejected or failed; null: it was not.
         */
        reason: string | null;
        /**
         * What could be had when it was rejected.
         */
        available: number | null;
      }[]
    ];
  } | null;
}
