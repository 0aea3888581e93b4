// Written by tools/codegen/generate-event-types.ts from schemas/. Do not edit.

/**
 * A stock command whose id stands for another request of the same source: nothing was done, and nothing will be. Whoever sent it must not wait for an answer.
 */
export interface StockCommandConflictV1 {
  /**
   * Names this version.
   */
  schema_version: 1;
  /**
   * What is told.
   */
  type: 'conflict';
  /**
   * The command's id.
   */
  event_id: string;
  /**
   * Whose offer.
   */
  seller_id: string;
  /**
   * Stock keeping unit; the ordering key.
   */
  sku: string;
  /**
   * The operation asked for.
   */
  operation: 'R' | 'U' | 'F';
  /**
   * When it was seen, UTC.
   */
  seen_at: string;
  /**
   * Topic the refused command was read from.
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
}
