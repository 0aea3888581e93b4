import type { AppendedRow, InventoryUpdate } from '@stockproof/events';
import { sourceKind } from '../classify-delivery.js';
import { decide } from '../decide.js';
import type { DecisionFacts, LedgerDecision } from '../decision.js';
import { evolve, LedgerInvariantError } from '../evolve.js';
import { chainDigest, ledgerRowContent, type Provenance, recordRow } from '../ledger-row.js';
import type { LaterRow } from '../later-movements.js';
import type { OfferState } from '../offer-state.js';
import type { LostRowFault, LostRowRefusal, LostRows, RestoredOffer, LostRowFacts } from './lost-row.js';

/**
 * Finds the rows of an offer that its cdc_rows history has and the restored ledger has not. CDC rows may come
 * in any order and repeatedly. Returns the first fault instead if they do not continue the restored state exactly,
 * up to the signed head or beyond it: rows are put back whole or not at all. Pure; never throws.
 */
export function findLostRows(
  offer: RestoredOffer,
  cdc_rows: readonly AppendedRow[],
  witnesses: LostRowFacts,
): LostRows | LostRowRefusal {
  const { seller_id, sku, state: restored } = offer;
  const refusal = (version: number, fault: LostRowFault): LostRowRefusal => ({
    seller_id,
    sku,
    version,
    fault,
  });
  const versions = new Map<number, AppendedRow>();
  for (const row of cdc_rows) {
    const known = versions.get(row.version);
    if (known !== undefined && !sameRow(known, row)) return refusal(row.version, 'version_twice');
    versions.set(row.version, row);
  }
  const at_head = versions.get(restored.version);
  if (at_head !== undefined && at_head.chain_digest !== restored.chain_digest)
    return refusal(restored.version, 'diverged');
  const rows = [...versions.values()]
    .filter(({ version }) => version > restored.version)
    .sort((a, b) => a.version - b.version);
  const continued = continueWith(offer, rows, witnesses);
  if ('fault' in continued) return refusal(continued.version, continued.fault);
  const fault = faultOfEnd(offer, rows);
  return fault === null
    ? { offer, rows, states: continued, rejections: [] }
    : refusal(offer.signed?.version ?? 0, fault);
}

/** Folds the rows, in order, onto the restored state. Returns the state after each. */
function continueWith(
  { state: restored, later: before }: RestoredOffer,
  rows: readonly AppendedRow[],
  witnesses: LostRowFacts,
): OfferState[] | { readonly version: number; readonly fault: LostRowFault } {
  const events = new Set<string>();
  const later = [...before];
  const states: OfferState[] = [];
  let state = restored;
  for (const row of rows) {
    const { version } = row;
    if (version !== state.version + 1) return { version: state.version + 1, fault: 'version_missing' };
    const event = `${sourceKind(row.operation)} ${row.event_id}`;
    if (events.has(event)) return { version, fault: 'event_twice' };
    const next = follow(state, row, witnesses, later);
    if (typeof next === 'string') return { version, fault: next };
    events.add(event);
    later.push(row);
    state = next;
    states.push(state);
  }
  return states;
}

/** The state after a row that follows; otherwise why it does not. */
function follow(
  state: OfferState,
  row: AppendedRow,
  { nextOffset, request }: LostRowFacts,
  later: readonly LaterRow[],
): OfferState | LostRowFault {
  if (row.previous_digest !== state.chain_digest) return 'chain_link';
  if (chainDigest(row.previous_digest, row) !== row.chain_digest) return 'row_digest';
  if (row.source_offset < nextOffset(row.source_topic, row.source_partition)) return 'decided_before';
  const asked = request(row);
  if (asked === null || asked.request_hash !== row.request_hash) return 'other_request';
  const decision = decisionOf(row, state, asked.update, later);
  if (decision.outcome === 'rejected') return 'other_decision';
  // The version that the row was decided in is not in its message.
  const update = {
    ...asked.update,
    schema_version: row.schema_version as typeof asked.update.schema_version,
  };
  const { chain_digest } = recordRow(state, update, decision.movement, provenanceOf(row));
  if (chain_digest !== row.chain_digest) return 'other_decision';
  try {
    return evolve(state, { version: row.version, movement: decision.movement, chain_digest });
  } catch (error) {
    if (error instanceof LedgerInvariantError) return 'impossible_quantity';
    throw error;
  }
}

/**
 * The status says what the seller's policy was and whether a count kept later movements, as far as the decision
 * depended on it. What is plainly accepted kept none. A short count may have been decided before counts kept them.
 */
function decisionOf(
  { accepted_at_ms, status, quantity }: AppendedRow,
  state: OfferState,
  update: InventoryUpdate,
  later: readonly LaterRow[],
): LedgerDecision {
  const late_movements = status === 'absorbed' ? 'absorb' : 'apply';
  const facts: DecisionFacts = { accepted_at_ms, late_movements, later: [] };
  if (status === 'accepted') return decide(state, update, facts);
  const kept = decide(state, update, { ...facts, later });
  const same = kept.outcome === status && kept.movement.quantity === quantity;
  return same ? kept : decide(state, update, facts);
}

/** What a row says of its acceptance, which nothing else knows; all else of it follows from its message. */
function provenanceOf(row: AppendedRow): Provenance {
  const { accepted_at_ms, request_hash, correlation_id, causation_id } = row;
  const { source_topic, source_partition, source_offset } = row;
  return {
    ...{ accepted_at_ms, request_hash, correlation_id, causation_id },
    ...{ source_topic, source_partition, source_offset },
  };
}

/** A signed head must be in the ledger once the rows are back: at its version, with its digest. */
function faultOfEnd(
  { state: restored, signed }: RestoredOffer,
  rows: readonly AppendedRow[],
): LostRowFault | null {
  if (signed === null || signed.version < restored.version) return null;
  if (signed.version > restored.version + rows.length) return 'head_not_reached';
  const row = rows[signed.version - restored.version - 1];
  return (row ?? restored).chain_digest === signed.chain_digest ? null : 'other_head';
}

function sameRow(one: AppendedRow, other: AppendedRow): boolean {
  return (
    one.chain_digest === other.chain_digest &&
    one.previous_digest === other.previous_digest &&
    ledgerRowContent(one) === ledgerRowContent(other)
  );
}
