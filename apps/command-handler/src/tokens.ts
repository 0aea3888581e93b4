/** Injection tokens of the objects that `start.ts` creates. */
export const COMMANDS_TOPIC = Symbol('commands topic');
export const INVENTORY_POOL = Symbol('inventory pool');
export const LEDGER_SOURCE = Symbol('ledger data source');
export const REPAIR_STOCK = Symbol('options of RepairStock');
export const CONNECTOR_WATCH = Symbol('connector watch');
export const APPLY_UPDATES = Symbol('options of ApplyUpdates');
