/** Injection tokens of values that have no class, each with the type of its value. */

/** The database of the ledger, for batches and short reads: Pool. */
export const INVENTORY_POOL = Symbol('inventory pool');
/** CommandMetrics. */
export const COMMAND_METRICS = Symbol('metrics of the command handler');
/** How ledger transactions are tried again: TransactionRetry. */
export const LEDGER_RETRY = Symbol('retry');
/** Full names of the topics that the outbox writes to: OutboxTopics. */
export const OUTBOX_TOPICS = Symbol('topics of the outbox');
/** Full name: string. */
export const COMMANDS_TOPIC = Symbol('commands topic');
/** RepairStockOptions. */
export const REPAIR_STOCK = Symbol('options of RepairStock');
/** ApplyUpdatesOptions. */
export const APPLY_UPDATES = Symbol('options of ApplyUpdates');
