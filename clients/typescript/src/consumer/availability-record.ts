import type { AvailabilityV2 } from '../generated/topics/availability-v2.js';

/** What can be sold of one offer, as the topic tells it. Members that a later version adds are kept. */
export type Availability = AvailabilityV2;

/** A record of the topic as it was read. */
export interface TopicRecord {
  readonly offset: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: ReadonlyMap<string, string>;
}

/**
 * What a record says of an offer. `recovery_id` is there if a recovery published it: a repair, or an offer that
 * never should have been there (`removed`).
 */
export type AvailabilityRecord =
  | {
      readonly kind: 'state';
      readonly availability: Availability;
      readonly recovery_id: string | null;
      /** When the platform published it. */
      readonly published_at: string | null;
    }
  | {
      readonly kind: 'removed';
      readonly sku: string;
      readonly seller_id: string;
      readonly recovery_id: string | null;
    }
  /** Of the offer that the key names, nothing is known from here on. */
  | { readonly kind: 'unreadable'; readonly sku: string; readonly seller_id: string; readonly why: string }
  | { readonly kind: 'nameless'; readonly why: string };

const SEPARATOR = '\u001f';
const VERSION = 2;
const COUNTS = ['stock_on_hand', 'sellable', 'reserved', 'damaged', 'return_to_vendor'] as const;

/** Reads a record. Never throws: what it cannot read it says so of. */
export function readRecord({ key, value, headers }: TopicRecord): AvailabilityRecord {
  const [sku = '', seller_id = '', ...more] = key?.toString('utf8').split(SEPARATOR) ?? [];
  if (sku === '' || seller_id === '' || more.length > 0)
    return { kind: 'nameless', why: 'the key is not sku, U+001F, seller_id' };
  const recovery_id = headers.get('recovery_id') ?? null;
  if (value === null) return { kind: 'removed', sku, seller_id, recovery_id };
  const read = readValue(value);
  if (typeof read === 'string') return { kind: 'unreadable', sku, seller_id, why: read };
  if (read.sku !== sku || read.seller_id !== seller_id)
    return { kind: 'unreadable', sku, seller_id, why: 'the value is of another offer than the key' };
  return {
    kind: 'state',
    availability: read,
    recovery_id,
    published_at: headers.get('published_at') ?? null,
  };
}

function readValue(value: Buffer): Availability | string {
  let read: Partial<Availability> | null;
  try {
    read = JSON.parse(value.toString('utf8')) as Partial<Availability> | null;
  } catch {
    return 'the value is not JSON';
  }
  if (typeof read !== 'object' || read === null) return 'the value is not an object';
  if (read.schema_version !== VERSION)
    return `schema_version ${String(read.schema_version)} is not ${VERSION}`;
  if (!isCount(read.version) || read.version < 1) return 'version is not a count from 1';
  if (!isCount(read.revision)) return 'revision is not a count';
  const fault = COUNTS.find((name) => !isCount(read[name]));
  if (fault !== undefined) return `${fault} is not a count`;
  if (!Array.isArray(read.locations)) return 'locations is not a list';
  return read as Availability;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
