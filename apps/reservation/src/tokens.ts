/** Injection tokens of values that have no class, each with the type of its value. */

/** The database of reservations: Pool. */
export const POOL = Symbol('pool');
/** How transactions of this service are tried again: TransactionRetry. */
export const RETRY = Symbol('retry');
/** Writes stock commands: BrokerProducer. */
export const COMMAND_PRODUCER = Symbol('producer of stock commands');
/** ApplyOutcomesOptions. */
export const APPLY_OUTCOMES = Symbol('options of ApplyOutcomes');
/** RepairReservationsOptions. */
export const REPAIR_RESERVATIONS = Symbol('options of RepairReservations');
