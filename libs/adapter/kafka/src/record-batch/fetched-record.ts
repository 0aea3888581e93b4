/** What is known of a record that was not read: kept instead of it, so that nothing vanishes. */
export interface Unread {
  /** The value's length, where the record still told it. */
  readonly value_bytes: number | null;
  /** First bytes of what `head_of` names. Of a batch only its first unread record has them. */
  readonly head: Buffer;
  readonly head_of: 'value' | 'record' | 'batch';
  /**
   * SHA-256 in hex, of the record as it was unpacked or of the whole batch's records as they are packed in
   * the log.
   */
  readonly digest: string;
  readonly digest_of: 'record' | 'batch';
}

/** Why a record cannot be taken as it is. */
export interface RecordFault {
  readonly reason: 'too_large' | 'unreadable_batch';
  readonly detail: string;
  /** null: key and value are as they were sent, the headers were too many and are cut. */
  readonly unread: Unread | null;
}

/** Of a batch what the client needs to leave out aborted transactions. */
export interface BatchContext {
  readonly producerId: string;
  readonly inTransaction: boolean;
}

/**
 * A record in the form in which kafkajs hands it on. A record with `unread` has an empty value, which nobody
 * takes for an event.
 */
export interface FetchedRecord {
  readonly offset: string;
  readonly timestamp: string;
  readonly attributes: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer | null>>;
  readonly isControlRecord: boolean;
  readonly batchContext: BatchContext;
  readonly fault: RecordFault | null;
}
