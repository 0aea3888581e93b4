/** Injection tokens of the objects that `start.ts` creates. */
export const AVAILABILITY_QUERIES = Symbol('availability queries');
export const AVAILABILITY_STREAM = Symbol('availability stream');
export const REPAIR_OFFERS = Symbol('options of RepairOffers');
export const PROJECT_CHANGES = Symbol('options of ProjectChanges');
