export const RESERVATIONS = Symbol('reservations');
export const TAKE_OUTCOMES = Symbol('take outcomes');
export const POOL = Symbol('pool');
export const REPAIR_RESERVATIONS = Symbol('repair reservations');
