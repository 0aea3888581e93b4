/** One message of a partition, byte for byte as Kafka has it. */
export interface SealedMessage {
  readonly partition: number;
  readonly offset: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
}

/** A message whose value is in two parts, as it is stored: together they are its bytes. */
export interface SealedParts {
  readonly partition: number;
  readonly offset: number;
  readonly key: Buffer | null;
  /** `{"schema":...,"payload":`, the same object for many messages; null if the value is whole in `rest`. */
  readonly prefix: Buffer | null;
  readonly rest: Buffer | null;
}

/** The offer that a message is about. Any Unicode text; unpaired surrogates have no UTF-8 and name no offer. */
export interface SealedOffer {
  readonly sku: string;
  readonly seller_id: string;
}

/**
 * The row of a digest chain that a message has, for a message whose row has its digest. It is stored beside the
 * message, so that long histories are compared without decoding messages.
 */
export interface SealedRow {
  readonly version: number;
  readonly superseded: boolean;
  readonly event_time_ms: number;
  /** Of 32 bytes, as the digest. */
  readonly previous_digest: Buffer;
  /** As computed from the row, not as the row says. */
  readonly digest: Buffer;
  /** Of the schema, as evidence names it. */
  readonly fingerprint: string;
}

/** The offer of a message, with its row if that can stand for the message. */
export interface DescribedOffer extends SealedOffer {
  readonly row?: SealedRow | null;
}

/**
 * The offer of a message; null if it names none (unreadable, a tombstone, a foreign one). Such messages are
 * read with any selection. Must be a function of the message alone: what it says is not stored with a version.
 */
export type OfferOfMessage = (message: SealedMessage) => DescribedOffer | null;

/** Compares by UTF-8 bytes, as DuckDB does. JavaScript's own order of strings differs beyond U+FFFF. */
export function compareUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
