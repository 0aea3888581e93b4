// Written by tools/codegen/generate-event-types.ts from schemas/. Do not edit.

/**
 * A message that could not be applied, whole, with the reason.
 */
export interface DeadLetterV1 {
  /**
   * Names this version.
   */
  schema_version: 1;
  /**
   * Code of what is wrong with the message.
   */
  reason: string;
  /**
   * The same for a person.
   */
  detail: string;
  /**
   * Who has to mend it: seller:<id>, or platform when no seller could be read.
   */
  owner: string;
  /**
   * As far as it could be read.
   */
  seller_id: string | null;
  /**
   * As far as it could be read.
   */
  event_id: string | null;
  /**
   * As far as it could be read.
   */
  sku: string | null;
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
   * The message's key as received.
   */
  key_base64: string | null;
  /**
   * The message's value as received.
   */
  value_base64: string | null;
  /**
   * When it was set aside, UTC.
   */
  quarantined_at: string;
}
