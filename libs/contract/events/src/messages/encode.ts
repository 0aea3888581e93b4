import { formatUtc } from '../formats/event-time.js';
import type {
  AvailabilityV2,
  DeadLetterV2,
  InventoryRejectionV1,
  StockCommandConflictV1,
  StockCommandOutcomeV1,
} from '../generated/types.js';

type RejectionFacts = Omit<
  InventoryRejectionV1,
  'schema_version' | 'event_time' | 'rejected_at' | 'facts'
> & {
  readonly facts: Readonly<Record<string, number | string>>;
  readonly event_time_ms: number;
  readonly rejected_at_ms: number;
};

/**
 * Encodes a message of `inventory.rejections.v1`. Members and facts are written in a fixed order, so a
 * rejection that is published again has the same bytes.
 */
export function encodeRejection(rejection: RejectionFacts): Buffer {
  const {
    event_id,
    seller_id,
    sku,
    operation,
    quantity,
    reason,
    source_topic,
    source_partition,
    source_offset,
  } = rejection;
  const value: InventoryRejectionV1 = {
    schema_version: 1,
    event_id,
    seller_id,
    sku,
    operation,
    quantity,
    reason,
    source_topic,
    source_partition,
    source_offset,
    facts: Object.fromEntries(Object.entries(rejection.facts).sort(([a], [b]) => compareCodePoints(a, b))),
    event_time: formatUtc(rejection.event_time_ms),
    rejected_at: formatUtc(rejection.rejected_at_ms),
  };
  return Buffer.from(JSON.stringify(value));
}

type CommandOutcomeFacts = Omit<StockCommandOutcomeV1, 'schema_version' | 'accepted_at'> & {
  readonly accepted_at_ms: number;
};

/** Encodes a message of `inventory.stock-command-outcomes.v1`. */
export function encodeCommandOutcome({ accepted_at_ms, ...outcome }: CommandOutcomeFacts): Buffer {
  const value: StockCommandOutcomeV1 = {
    schema_version: 1,
    ...outcome,
    accepted_at: formatUtc(accepted_at_ms),
  };
  return Buffer.from(JSON.stringify(value));
}

type CommandConflictFacts = Omit<StockCommandConflictV1, 'schema_version' | 'type' | 'seen_at'> & {
  readonly seen_at_ms: number;
};

/**
 * Encodes a message of `inventory.stock-command-outcomes.v1` for a stock command whose id belongs to another
 * request.
 */
export function encodeCommandConflict({ seen_at_ms, ...conflict }: CommandConflictFacts): Buffer {
  const value: StockCommandConflictV1 = {
    schema_version: 1,
    type: 'conflict',
    ...conflict,
    seen_at: formatUtc(seen_at_ms),
  };
  return Buffer.from(JSON.stringify(value));
}

type DeadLetterFacts = Omit<
  DeadLetterV2,
  'schema_version' | 'key_base64' | 'value_base64' | 'quarantined_at'
> & {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly quarantined_at_ms: number;
};

/**
 * Encodes a message of `inventory.updates.dlq.v1`. Key and value are in base64, because they need not be
 * text. The caller must already have cut them to their limits.
 */
export function encodeDeadLetter({ key, value, quarantined_at_ms, ...deadLetter }: DeadLetterFacts): Buffer {
  const message: DeadLetterV2 = {
    schema_version: 2,
    ...deadLetter,
    key_base64: key?.toString('base64') ?? null,
    value_base64: value?.toString('base64') ?? null,
    quarantined_at: formatUtc(quarantined_at_ms),
  };
  return Buffer.from(JSON.stringify(message));
}

type AvailabilityFacts = Omit<AvailabilityV2, 'schema_version' | 'event_time' | 'accepted_at'> & {
  readonly event_time_ms: number;
  readonly accepted_at_ms: number;
};

/**
 * Encodes a message of `inventory.availability.v2`. The members are written in a fixed order, so equal facts
 * give equal bytes. The caller must sort `locations`.
 */
export function encodeAvailability(facts: AvailabilityFacts): Buffer {
  const value: AvailabilityV2 = {
    schema_version: 2,
    sku: facts.sku,
    seller_id: facts.seller_id,
    version: facts.version,
    revision: facts.revision,
    stock_on_hand: facts.stock_on_hand,
    sellable: facts.sellable,
    reserved: facts.reserved,
    damaged: facts.damaged,
    return_to_vendor: facts.return_to_vendor,
    locations: facts.locations.map(({ location_id, sellable }) => ({ location_id, sellable })),
    event_time: formatUtc(facts.event_time_ms),
    accepted_at: formatUtc(facts.accepted_at_ms),
  };
  return Buffer.from(JSON.stringify(value));
}

/** The key of an offer on the availability topic. U+001F cannot occur in either id. */
export function availabilityKey(sku: string, seller_id: string): string {
  return `${sku}\u001f${seller_id}`;
}

/**
 * Compares by UTF-8 bytes, which is the order of code points and differs from JavaScript's `<`. Returns a
 * negative number, 0 or a positive number.
 */
export function compareCodePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
