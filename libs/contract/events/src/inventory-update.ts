/**
 * I receive, D decrease, S set a count, M move. R reserve, U unreserve and F fulfil are accepted from stock
 * commands only.
 */
export const OPERATIONS = ['I', 'D', 'S', 'M', 'R', 'U', 'F'] as const;
/** An operation of the ledger. The same letter is used in messages, tables and APIs. */
export type Operation = (typeof OPERATIONS)[number];

/**
 * The operation of a ledger row. C is a count of everything on hand at a location; its message is an S that
 * says so.
 */
export type LedgerOperation = Operation | 'C';

/**
 * What a ledger row records. accepted: applied. accepted_late: a movement, applied, that is stamped before the
 * last count of a bucket that it moves; or a count, applied, that came after movements of a later time, which stay
 * on top of it. accepted_short: a count after which nothing stays, because more units are held, are set apart or
 * have left since its time than it found. superseded: a count that is older than the last one; it changes nothing.
 * absorbed: a late movement that changes nothing, because the seller's policy says that the count has it.
 */
export const LEDGER_STATUSES = [
  'accepted',
  'accepted_late',
  'accepted_short',
  'superseded',
  'absorbed',
] as const;
/** The status of a ledger row. */
export type LedgerStatus = (typeof LEDGER_STATUSES)[number];

/** Whether a row with this status is recorded only, and moves nothing. */
export function isWithoutEffect(status: unknown): boolean {
  return status === 'superseded' || status === 'absorbed';
}

/** The operations that sellers may send. */
export const SELLER_OPERATIONS = ['I', 'D', 'S', 'M'] as const satisfies readonly Operation[];
/** The operations that the reservation service may send, on `inventory.stock-commands.v1`. */
export const STOCK_COMMAND_OPERATIONS = ['R', 'U', 'F'] as const satisfies readonly Operation[];

/** The types of buckets. Sellers may name all but `reserved`, which only stock commands move. */
export const BUCKET_TYPES = ['sellable', 'reserved', 'damaged', 'return_to_vendor'] as const;
/** A kind of stock. What is outside the warehouse is null in a movement, not a value of this type. */
export type BucketType = (typeof BUCKET_TYPES)[number];

/** The bucket and location of an event that names none (every v1 event). */
export const DEFAULT_BUCKET: BucketType = 'sellable';
/** The location of an event, or of a line of a reservation, that names none. */
export const DEFAULT_LOCATION = 'default';

/** Quantities are safe integers at every hop: 0..2^53-1. */
export const MAX_QUANTITY = Number.MAX_SAFE_INTEGER;

/**
 * An update after decoding: upcast to the newest version, defaults filled in, event_time in UTC. All code
 * after the decoder uses this shape. Field names are those of the messages, so a concept has one name in
 * code, SQL and topics. Optional fields that are missing are null, never undefined.
 */
export interface InventoryUpdate {
  readonly schema_version: 3;
  readonly event_id: string;
  readonly sku: string;
  readonly seller_id: string;
  readonly operation: Operation;
  /** 1..2^53-1; for S the absolute count, 0..2^53-1. */
  readonly quantity: number;
  /** Milliseconds since 1970-01-01T00:00:00Z; finer digits are cut off. */
  readonly event_time_ms: number;
  readonly bucket_type: BucketType;
  readonly location_id: string;
  /** Target of a movement; only for M. */
  readonly to_bucket_type: BucketType | null;
  readonly to_location_id: string | null;
  readonly reason: string | null;
  /** The document that caused the change, such as a purchase order or a reservation. */
  readonly reference: string | null;
  /** S only: accepted if what is counted holds exactly this many, else rejected as `quantity_mismatch`. */
  readonly expected_quantity: number | null;
  /** S only: one bucket, or everything on hand at the location; `bucket` for all others. */
  readonly counted: 'bucket' | 'on_hand';
}
