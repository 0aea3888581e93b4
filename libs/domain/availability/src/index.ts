export {
  applyChange, AvailabilityInvariantError, classifyChange, computeSellableAvailability, isLate,
} from './apply-change.js';
export { type AvailabilityChange, type AvailabilityState, initialAvailability } from './availability-state.js';
export {
  type AvailabilityFunction, BUILT_IN, type Candidate, type FunctionName, functionOf, type Quantities,
} from './availability-function.js';
export { functionsFrom, type ProjectionFunctions } from './projection-functions.js';
