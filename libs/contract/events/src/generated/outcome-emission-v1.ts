// Written by tools/codegen/generate-event-types.ts from schemas/. Do not edit.

/**
 * Asks the owner of the ledger to send rejections and dead letters again, from the tables that hold them.
 */
export interface OutcomeEmissionV1 {
  /**
   * Names this version.
   */
  schema_version: 1;
  /**
   * What is asked for.
   */
  type: 'emission';
  /**
   * The emission that sends it; stands in the header `emitted_again` of what is sent.
   */
  recovery_id: string;
  /**
   * Names the message; sent again, it is done once.
   */
  repair_id: string;
  /**
   * Rejections by the id of their event.
   *
   * @maxItems 50
   *
   * Items: One rejection.
   */
  rejections: {
    /**
     * Whose event.
     */
    seller_id: string;
    /**
     * The event's id.
     */
    event_id: string;
  }[];
  /**
   * Dead letters by the place of the message.
   *
   * @maxItems 50
   *
   * Items: One dead letter.
   */
  dead_letters: {
    /**
     * Topic the message was read from.
     */
    source_topic: string;
    /**
     * Its partition.
     */
    source_partition: number;
    /**
     * Its offset.
     */
    source_offset: number;
  }[];
}
