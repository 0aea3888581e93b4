// Written by tools/codegen/generate-event-types.ts from schemas/. Do not edit.

/**
 * A message that could not be applied: its head, its length, its digest and its place, with the reason. The whole stays in quarantine, up to a stated size.
 */
export interface DeadLetterV2 {
  /**
   * Names this version.
   */
  schema_version: 2;
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
   * The message's key as received, its first 1,024 bytes.
   */
  key_base64: string | null;
  /**
   * What `held` names, its first 16,384 bytes.
   */
  value_base64: string | null;
  /**
   * Length of the whole key.
   */
  key_bytes: number | null;
  /**
   * Length of the whole value, unpacked; null when there is no value or it could not be told.
   */
  value_bytes: number | null;
  /**
   * SHA-256 in hex of what `digest_of` names; null when there is no value.
   */
  value_digest: string | null;
  /**
   * The whole value; a record that makes no sense; the records of the batch as they stand in the log, when it was not unpacked whole.
   */
  digest_of: 'value' | 'record' | 'batch' | null;
  /**
   * What value_base64 is the beginning of: the value that quarantine holds whole, the value of which quarantine holds the head, an unreadable record, a packed batch.
   */
  held: 'whole' | 'head' | 'record' | 'batch';
  /**
   * Whether less than the whole key and value is here.
   */
  cut: boolean;
  /**
   * When it was set aside, UTC.
   */
  quarantined_at: string;
}
