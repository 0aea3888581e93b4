import { parseStrictJson } from '@stockproof/events';
import { canonicalDigest } from '@stockproof/evidence';
import { sourceKind } from '@stockproof/ledger';
import type { SaidOutcome } from './compare-outcomes.js';

/** The kinds of outcomes that can be compared with their topics and published again. */
export const KINDS = ['rejections', 'dead_letters'] as const;
/** Also a word of the API: in the `kinds` of a request, and as a member of its answer. */
export type OutcomeKind = (typeof KINDS)[number];

/** An outcome with the fields that decide whether it is in the range. */
export interface PlacedOutcome extends SaidOutcome {
  readonly seller_id: string | null;
  readonly sku: string | null;
  readonly decided_at_ms: number;
}

type Facts = Readonly<Record<string, unknown>>;

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/**
 * The key of a rejection: for a command its kind of source, seller and event as JSON, so that no id can
 * imitate another.
 */
export const rejectionKey = (seller_id: string, event_id: string, operation: string): string =>
  JSON.stringify(sourceKind(operation) === 'seller' ? [seller_id, event_id] : [seller_id, event_id, 'order']);
/** The key of a dead letter: the record position of its message. */
export const recordKey = (topic: string, partition: number, offset: number): string =>
  `${topic}/${partition}/${offset}`;

/** Parses a message of the rejections; null if it is not valid. */
export function rejectionOf(value: Buffer | null): PlacedOutcome | null {
  const row = read(value);
  if (row === null) return null;
  return {
    name: rejectionKey(String(row['seller_id']), String(row['event_id']), String(row['operation'])),
    digest: canonicalDigest(row),
    seller_id: textOrNull(row['seller_id']),
    sku: textOrNull(row['sku']),
    decided_at_ms: Date.parse(String(row['rejected_at'])),
  };
}

/**
 * Parses a dead letter; null if it is not valid. Only the record position is compared, because each version
 * of the message has the bytes in another form.
 */
export function deadLetterOf(value: Buffer | null): PlacedOutcome | null {
  const row = read(value);
  if (row === null) return null;
  const { source_topic, source_partition, source_offset, reason, quarantined_at, seller_id, sku } = row;
  return {
    name: recordKey(String(source_topic), Number(source_partition), Number(source_offset)),
    digest: digestOfDeadLetter(String(reason), Date.parse(String(quarantined_at))),
    seller_id: textOrNull(seller_id),
    sku: textOrNull(sku),
    decided_at_ms: Date.parse(String(quarantined_at)),
  };
}

/** What table and topic must agree on of a dead letter. It is compared as text, not hashed. */
export const digestOfDeadLetter = (reason: string, quarantined_at_ms: number): string =>
  `${reason} ${quarantined_at_ms}`;

function read(value: Buffer | null): Facts | null {
  const parsed = value === null ? null : parseStrictJson(value);
  if (parsed?.ok !== true || typeof parsed.value !== 'object' || parsed.value === null) return null;
  return parsed.value as Facts;
}
