// Written by tools/codegen/generate-event-types.ts from schemas/. Do not edit.

/**
 * Tells the owner of the quarantine that a dead letter is settled.
 */
export interface LetterClosingV1 {
  /**
   * Names this version.
   */
  schema_version: 1;
  /**
   * What is told.
   */
  type: 'closing';
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
  /**
   * redriven: it became an event that is decided; dismissed: nothing will come of it.
   */
  closed_as: 'redriven' | 'dismissed';
  /**
   * Who closed it.
   */
  closed_by: string;
  /**
   * When, UTC.
   */
  closed_at: string;
  /**
   * Whose event it became; null when it was dismissed.
   */
  seller_id: string | null;
  /**
   * The id of the event it became; null when it was dismissed.
   */
  event_id: string | null;
  /**
   * Why it was dismissed; null when it was redriven.
   */
  reason: string | null;
}
