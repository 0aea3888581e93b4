import { hash } from 'node:crypto';
import type { InventoryUpdate } from '@stockproof/events';
import type { Movement } from './movement.js';
import type { OfferState } from './offer-state.js';

/** The columns of a row of `inventory_transaction` that its digest covers, in the digest's order. */
export interface LedgerRow {
  readonly seller_id: string;
  readonly sku: string;
  readonly version: number;
  readonly event_id: string;
  readonly operation: string;
  readonly status: 'accepted' | 'superseded';
  readonly quantity: number;
  readonly requested_quantity: number;
  readonly delta_quantity: number;
  readonly from_bucket: string | null;
  readonly from_location: string | null;
  readonly to_bucket: string | null;
  readonly to_location: string | null;
  readonly event_time_ms: number;
  readonly accepted_at_ms: number;
  readonly schema_version: number;
  /** Hex. */
  readonly request_hash: string;
  readonly reason: string | null;
  readonly reference: string | null;
  readonly correlation_id: string | null;
  readonly causation_id: string | null;
  readonly source_topic: string;
  readonly source_partition: number;
  readonly source_offset: number;
}

/** A row with its place in the offer's digest chain; digests are hex. */
export interface ChainedRow extends LedgerRow {
  readonly previous_digest: string;
  readonly chain_digest: string;
}

/** The facts about an event that the decision does not need but the row stores. */
export interface Provenance {
  readonly accepted_at_ms: number;
  readonly request_hash: string;
  readonly correlation_id: string | null;
  readonly causation_id: string | null;
  readonly source_topic: string;
  readonly source_partition: number;
  readonly source_offset: number;
}

const FORMAT = 'stockproof.ledger.v1';
const SEPARATOR = '\u001f';

/**
 * The text that a row's digest is computed from: the format's name, then every field in order, joined by
 * U+001F, null as the empty text. No field can contain U+001F (ids and texts refuse control characters) or be
 * an empty text, so two different rows never have the same text. README.md has the same in SQL.
 */
export function ledgerRowContent(row: LedgerRow): string {
  return [
    FORMAT,
    row.seller_id,
    row.sku,
    row.version,
    row.event_id,
    row.operation,
    row.status,
    row.quantity,
    row.requested_quantity,
    row.delta_quantity,
    row.from_bucket,
    row.from_location,
    row.to_bucket,
    row.to_location,
    row.event_time_ms,
    row.accepted_at_ms,
    row.schema_version,
    row.request_hash,
    row.reason,
    row.reference,
    row.correlation_id,
    row.causation_id,
    row.source_topic,
    row.source_partition,
    row.source_offset,
  ].join(SEPARATOR);
}

/** Hex SHA-256 over the previous digest as hex text, U+001F and the row's content. */
export function chainDigest(previous_digest: string, row: LedgerRow): string {
  return hash('sha256', previous_digest + SEPARATOR + ledgerRowContent(row), 'hex');
}

/** Builds the next row of the offer's stream: version + 1, chained to the state's digest. */
export function recordRow(
  state: OfferState,
  update: InventoryUpdate,
  movement: Movement,
  provenance: Provenance,
): ChainedRow {
  const { counted_at_ms: _counted, ...moved } = movement;
  const row: LedgerRow = {
    seller_id: update.seller_id,
    sku: update.sku,
    version: state.version + 1,
    event_id: update.event_id,
    ...moved,
    event_time_ms: update.event_time_ms,
    schema_version: update.schema_version,
    reason: update.reason,
    reference: update.reference,
    ...provenance,
  };
  return { ...row, previous_digest: state.chain_digest, chain_digest: chainDigest(state.chain_digest, row) };
}
