export { applyChange, AvailabilityInvariantError, classifyChange, isLate } from './apply-change.js';
export {
  type AvailabilityChange,
  type AvailabilityState,
  initialAvailability,
} from './availability-state.js';
export {
  type ApplyChange,
  type AvailabilityFunction,
  BUILT_IN,
  type Candidate,
  type FunctionName,
  functionOf,
  type FunctionRun,
} from './availability-function.js';
export { functionsFrom, type ProjectionFunctions } from './projection-functions.js';
