import type { ContractDomain } from '../contract/contract-schema.js';
import { contractParser } from '../contract/parse-contract.js';
import type { Contract } from '../contract/recovery-contract.js';

/** Every implemented check. A contract that names another one is refused. */
const CHECKS = [
  'versions_contiguous',
  'digest_chain_holds',
  'stock_on_hand_matches_transactions',
  'buckets_match_movements',
  'sellable_quantity_non_negative',
  'history_unchanged_since_last_evidence',
  'cdc_history_matches_table',
  'stock_cdc_matches_tables',
  'projection_event_time_not_newer_than_source',
  'view_matches_replay',
  'published_matches_view',
  'held_lines_match_ledger',
  'reserved_bucket_matches_held_lines',
] as const;

const FLOWS = [
  'inventory-availability-projection',
  'inventory-stock-tables',
  'inventory-ledger',
  'reservation-view',
] as const;

/** The name of a reconciliation check in contracts and evidence. */
export type CheckName = (typeof CHECKS)[number];

/** The rules under which a flow of this platform may be rebuilt and called trusted. */
export type RecoveryContract = Contract<(typeof FLOWS)[number], CheckName>;

const INVENTORY: ContractDomain<RecoveryContract['flow'], CheckName> = {
  flows: FLOWS,
  scopes: ['by_offer', 'by_sku', 'by_seller', 'by_time_window', 'by_topic_partition', 'all'],
  checks: CHECKS,
  ordering_keys: ['sku', 'reservation_id'],
  idempotency_keys: [['seller_id', 'event_id'], ['reservation_id']],
  functions: ['compute_sellable_availability', 'evolve_offer', 'view_reservation'],
};

const parse = contractParser(INVENTORY);

/** Parses a contract's YAML; `name` is used in the messages. Throws RecoveryContractError with all errors. */
export function parseContract(text: string, name: string): RecoveryContract {
  return parse(text, name);
}
