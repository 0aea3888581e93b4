import type { Hop } from '@stockproof/console';

/** A station on the way of an update, for somebody who reads the code. */
export interface Station {
  readonly id: Hop['id'];
  readonly name: string;
  /** What happens there, one sentence. */
  readonly what: string;
  /** Where the code is. */
  readonly code: string;
  /** Between it and the next. */
  readonly carries: string;
}

/** The way of an update, in order. */
export const STATIONS: readonly Station[] = [
  {
    id: 'taken',
    name: 'ingestion',
    what: 'Checks the update and answers 202 once every broker has it.',
    code: 'apps/ingestion/src/accept-updates',
    carries: 'inventory.updates.v1',
  },
  {
    id: 'decided',
    name: 'command handler',
    what: 'Turns a batch into one transaction: ledger, stock tables, rejections, quarantine, stored offset.',
    code: 'apps/command-handler/src/apply-batch',
    carries: 'inventory_transaction, by WAL',
  },
  {
    id: 'captured',
    name: 'Debezium, ledger',
    what: 'Publishes each row of the ledger as a CDC event.',
    code: 'debezium/postgres-inventory-connector.json',
    carries: 'inventory_source.public.inventory_transaction',
  },
  {
    id: 'outbox',
    name: 'Debezium, outbox',
    what: 'Publishes rejections and dead letters.',
    code: 'debezium/postgres-outbox-connector.json',
    carries: 'inventory.rejections.v1, inventory.updates.dlq.v1',
  },
  {
    id: 'projected',
    name: 'projection',
    what: 'Folds CDC events into the view, version by version; a gap makes an offer suspect.',
    code: 'apps/availability-projection/src/project-changes',
    carries: 'offer_availability',
  },
  {
    id: 'published',
    name: 'publisher',
    what: 'Publishes each changed offer.',
    code: 'apps/availability-projection/src/publish',
    carries: 'inventory.availability.v2',
  },
  {
    id: 'reserved',
    name: 'reservation',
    what: 'Holds every line of an order or releases all, by commands to the ledger.',
    code: 'apps/reservation/src',
    carries: 'inventory.stock-commands.v1',
  },
];
