// Written by tools/codegen/generate-event-types.ts from schemas/. Do not edit.

/**
 * An accepted stock command, told again because the command came again: whoever sent it still waits for the answer.
 */
export interface StockCommandOutcomeV1 {
  /**
   * Names this version.
   */
  schema_version: 1;
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
   * The version of the offer that the command made.
   */
  version: number;
  /**
   * When it was decided, UTC.
   */
  accepted_at: string;
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
}
