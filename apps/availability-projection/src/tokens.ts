/** Names under which Nest hands out what is made in `start.ts`. */
export const AVAILABILITY_QUERIES = Symbol('availability queries');
export const AVAILABILITY_STREAM = Symbol('availability stream');
export const REPAIR_OFFERS = Symbol('repair offers');
export const PROJECT_CHANGES = Symbol('project changes');
