export const RESERVATIONS = Symbol('reservations');
export const APPLY_OUTCOMES = Symbol('options of TakeOutcomes');
export const POOL = Symbol('pool');
export const REPAIR_RESERVATIONS = Symbol('options of RepairReservations');
