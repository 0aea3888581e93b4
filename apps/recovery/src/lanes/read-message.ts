import { ChangeReader } from '@stockproof/cdc';
import type { AvailabilityV2 } from '@stockproof/events';
import type { RangeMessage } from '@stockproof/kafka';
import { capturedColumns, type OfferName, readCdcRow } from '@stockproof/verification';
import { offerOfPublished } from '../sealing/offer-of.js';
import type { ReadMessage } from './search-topic.js';

/** A row as it was captured. */
export interface CdcRowSeen {
  readonly offset: number;
  /** Of its change in the WAL; null if the message does not tell. */
  readonly lsn: string | null;
  readonly captured_at: Date;
  /** Whether it has the digest of its own content. */
  readonly digest_holds: boolean;
  /** Its columns in the form of the digest. */
  readonly columns: Readonly<Record<string, string | null>>;
}

/** A message of the availability topic. */
export interface PublishedState {
  readonly offset: number;
  readonly published_at: Date;
  readonly state: Pick<
    AvailabilityV2,
    'revision' | 'stock_on_hand' | 'sellable' | 'reserved' | 'damaged' | 'return_to_vendor'
  >;
}

/** Reads CDC messages of one partition, and finds the rows of an offer. A message that cannot be read is skipped. */
export function capturedReader(offer: OfferName): (message: RangeMessage) => ReadMessage<CdcRowSeen> | null {
  const reader = new ChangeReader();
  return ({ value, offset, timestamp }) => {
    const change = reader.read(value);
    if (change.kind !== 'change' || change.after === null || (change.op !== 'c' && change.op !== 'r'))
      return null;
    const { after } = change;
    const time_ms = Date.parse(String(after['accepted_at']));
    if (after['seller_id'] !== offer.seller_id || after['sku'] !== offer.sku)
      return { time_ms, of_version: null };
    const found = {
      offset,
      lsn: lsnOf(value),
      captured_at: new Date(timestamp),
      digest_holds: readCdcRow(change) !== null,
      columns: capturedColumns(after),
    };
    return { time_ms, of_version: { version: Number(after['version']), found } };
  };
}

/** Reads messages of the availability topic, and finds the states of an offer. */
export function publishedReader(
  offer: OfferName,
): (message: RangeMessage) => ReadMessage<PublishedState> | null {
  return (message) => {
    const { value, offset, timestamp } = message;
    const named = offerOfPublished(message);
    if (value === null || named?.seller_id !== offer.seller_id || named.sku !== offer.sku)
      return { time_ms: timestamp, of_version: null };
    const state = parsed(value) as Partial<AvailabilityV2> | null;
    if (state === null || typeof state.version !== 'number') return null;
    const found = { offset, published_at: new Date(timestamp), state: state as AvailabilityV2 };
    return { time_ms: timestamp, of_version: { version: state.version, found } };
  };
}

const LSN_DIGITS = 32n;

/** Debezium tells the LSN as a number; PostgreSQL writes it as two numbers of 32 bits. */
function lsnOf(value: Buffer | null): string | null {
  const message = parsed(value) as { payload?: { source?: unknown }; source?: unknown } | null;
  const { lsn } = (message?.payload?.source ?? message?.source ?? {}) as { lsn?: unknown };
  if (typeof lsn !== 'number' || !Number.isSafeInteger(lsn)) return null;
  const bits = BigInt(lsn);
  const low = bits & ((1n << LSN_DIGITS) - 1n);
  return `${(bits >> LSN_DIGITS).toString(16)}/${low.toString(16)}`.toUpperCase();
}

function parsed(value: Buffer | null): unknown {
  try {
    return JSON.parse(value?.toString('utf8') ?? 'null');
  } catch {
    return null;
  }
}
