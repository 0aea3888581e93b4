import { hash } from 'node:crypto';
import { CONTENT_COLUMNS, type InventoryUpdate, LEDGER_FORMAT, type LedgerRow } from '@stockproof/events';
import type { Movement } from './movement.js';
import type { OfferState } from './offer-state.js';

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

const SEPARATOR = '\u001f';

/**
 * The text that a row's digest is computed from: the format's name, then every field in order, joined by
 * U+001F, null as the empty text. No field can contain U+001F (ids and texts refuse control characters) or be
 * an empty text, so two different rows never have the same text. README.md has the same in SQL.
 */
export function ledgerRowContent(row: LedgerRow): string {
  return [LEDGER_FORMAT, ...CONTENT_COLUMNS.map(({ field }) => row[field])].join(SEPARATOR);
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
