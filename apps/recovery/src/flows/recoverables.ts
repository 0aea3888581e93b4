import type { ProjectionFunctions } from '@stockproof/availability';
import { TOPICS } from '@stockproof/events';
import type { RecoveryContract } from '@stockproof/recovery-contract';
import type { Pool } from 'pg';
import type { OpenSnapshot } from '../engine/snapshot.js';
import type { RecordedFlow } from '../evidence/recorded-flow.js';
import { availabilityFlow } from './availability/availability-flow.js';
import type { HistoryContext } from './histories/barrier.js';
import type { UnitContext } from './ledger/units/unit-context.js';
import { LEDGER_FLOW, ledgerRowsFlow } from './ledger-rows/ledger-rows-flow.js';
import type { Owners } from './owners.js';
import { reservationFlow } from './reservations/reservation-flow.js';
import { stockTablesFlow } from './stock/stock-tables-flow.js';

/** The slot of `debezium/postgres-stock-connector.json`. */
const STOCK_SLOT = 'debezium_stock_slot';

/** The databases, topics and functions that the flows read. */
export interface FlowSources {
  readonly live: HistoryContext;
  readonly records: Pool;
  readonly reservations: Pool;
  /** Open snapshots of the ledger's database, of the view's and of the reservations'. */
  readonly ledger_at: OpenSnapshot;
  readonly view_at: OpenSnapshot;
  readonly reservations_at: OpenSnapshot;
  readonly functions: ProjectionFunctions;
  readonly owners: Owners;
  /** About so many offers are a unit, and verified at once. */
  readonly offers_in_range: number;
  readonly units: UnitContext;
  /** The contract's recovery window is finite. */
  readonly history_may_end: boolean;
}

/** All recoverable flows, keyed by the flow of their contract. */
export function recoverablesOf({
  live,
  records,
  reservations,
  ledger_at,
  view_at,
  reservations_at,
  functions,
  owners,
  history_may_end,
  offers_in_range,
  units,
}: FlowSources): Readonly<Record<RecoveryContract['flow'], RecordedFlow>> {
  const stock = {
    ...live,
    records,
    functions,
    history_may_end,
    offers_in_range,
    units,
    ledger_at,
    view_at,
    stock_capture: {
      slot: STOCK_SLOT,
      topics: {
        inventory_stock_on_hand: live.group_prefix + TOPICS.stockOnHandChanges,
        inventory_bucket: live.group_prefix + TOPICS.bucketChanges,
      },
    },
    view_owner: owners.view,
    stock_owner: owners.stock,
  };
  const of_reservations = {
    ...live,
    records,
    reservations,
    ledger_at,
    reservations_at,
    reservation_group: `${live.group_prefix}reservation`,
    commands_topic: live.group_prefix + TOPICS.stockCommands,
  };
  return {
    'inventory-availability-projection': availabilityFlow(stock),
    'inventory-stock-tables': stockTablesFlow(stock),
    [LEDGER_FLOW]: ledgerRowsFlow(stock),
    'reservation-view': reservationFlow(of_reservations, owners.reservations),
  };
}
