/** What is known of a record that was not read; it is stored instead of the record. */
export interface Unread {
  /** Length of the value, if the record still contained it. */
  readonly value_bytes: number | null;
  /** First bytes of what `head_of` names. Only the first unread record of a batch has them. */
  readonly head: Buffer;
  readonly head_of: 'value' | 'record' | 'batch';
  /** SHA-256 (hex), of the unpacked record or of the batch's records as packed in the log. */
  readonly digest: string;
  readonly digest_of: 'record' | 'batch';
}

/** The reasons of a fault. Metrics have one series for each. */
export const RECORD_FAULTS = ['too_large', 'unreadable_batch'] as const;

/** Why a record cannot be used as it is. */
export interface RecordFault {
  readonly reason: (typeof RECORD_FAULTS)[number];
  readonly detail: string;
  /** null: key and value are complete, only the headers were cut. */
  readonly unread: Unread | null;
}

/** What the client needs to know of a batch to hide aborted transactions. */
export interface BatchContext {
  readonly producerId: string;
  readonly inTransaction: boolean;
}

/** A record in kafkajs's form. A record with `unread` has an empty value, which nobody takes for an event. */
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
