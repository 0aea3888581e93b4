import { compareCodePoints, encodeAvailability } from '@stockproof/events';
import type { CheckResult, Counterexample } from '@stockproof/evidence';
import { checkOf, counterexample } from './check.js';
import type { OfferFacts, Replayed, ViewRow } from './expected-offer.js';
import { offerKeyOf } from './offers-in-scope.js';

/** The newest message of an offer on the availability topic. */
export interface PublishedMessage {
  readonly seller_id: string;
  readonly sku: string;
  readonly partition: number;
  /** The partition that its SKU belongs to. */
  readonly expected_partition: number;
  /** Null for a tombstone. */
  readonly value: Buffer | null;
}

/**
 * Compares the newest message of each offer with the history: its bytes must be those of its version and
 * revision, and it may not be older than the view. Both directions: no offer without a message, no message
 * without an offer. `latest` may have several messages of an offer if they are in several partitions.
 */
export function publishedMatchesView(
  latest: readonly PublishedMessage[],
  view: readonly ViewRow[],
  replayed: Replayed,
): CheckResult {
  const messages = Map.groupBy(latest, offerKeyOf);
  const rows = new Map(view.map((row) => [offerKeyOf(row), row]));
  const found: Counterexample[] = [];
  for (const row of rows.values()) {
    if (row.version > 0 && !messages.has(offerKeyOf(row))) {
      found.push(counterexample({ ...row, expected: `version ${row.version}`, found: 'no message' }));
    }
  }
  for (const message of latest) {
    const problem = messageProblem(message, rows.get(offerKeyOf(message)), replayed);
    if (problem === null) continue;
    const { seller_id, sku } = message;
    found.push(counterexample({ seller_id, sku, ...problem }));
  }
  return checkOf('published_matches_view', new Set([...messages.keys(), ...rows.keys()]).size, found);
}

function messageProblem(
  { seller_id, sku, partition, expected_partition, value }: PublishedMessage,
  row: ViewRow | undefined,
  replayed: Replayed,
): { expected: string; found: string } | null {
  if (partition !== expected_partition) {
    return value === null
      ? null
      : { expected: `partition ${expected_partition}`, found: `partition ${partition}` };
  }
  // An offer created after the view was read has a message and no row; the ledger, which is read last, has
  // it.
  const least = row?.version ?? 0;
  if (value === null)
    return row === undefined ? null : { expected: `version ${least}`, found: 'a tombstone' };
  const claimed = claimOf(value);
  if (claimed === null) return { expected: `version ${least} or later`, found: shown(value) };
  const { version, revision } = claimed;
  if (
    row !== undefined &&
    (version < row.version || (version === row.version && revision !== row.revision))
  ) {
    return {
      expected: `version ${row.version} revision ${row.revision}`,
      found: `version ${version} revision ${revision}`,
    };
  }
  const state = replayed(seller_id, sku)?.at(version);
  if (state === undefined) return { expected: 'a version of the ledger', found: `version ${version}` };
  const expected = bytesOf(seller_id, sku, revision, state);
  return expected.equals(value) ? null : { expected: shown(expected), found: shown(value) };
}

/** Parses the version and revision of a message; null if it is not a valid message. */
export function claimOf(value: Buffer): { readonly version: number; readonly revision: number } | null {
  try {
    const { version, revision } = JSON.parse(value.toString('utf8')) as Record<string, unknown>;
    const whole = (claim: unknown): claim is number => Number.isSafeInteger(claim) && (claim as number) >= 0;
    return whole(version) && whole(revision) ? { version, revision } : null;
  } catch {
    return null;
  }
}

function bytesOf(seller_id: string, sku: string, revision: number, facts: OfferFacts): Buffer {
  const locations = [...facts.locations]
    .map(([location_id, sellable]) => ({ location_id, sellable }))
    .sort((a, b) => compareCodePoints(a.location_id, b.location_id));
  return encodeAvailability({ ...facts, seller_id, sku, revision, locations });
}

function shown(value: Buffer): string {
  return value.toString('utf8').slice(0, 500);
}
