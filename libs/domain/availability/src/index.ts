export {
  applyChange, AvailabilityInvariantError, classifyChange, computeSellableAvailability, isLate,
} from './apply-change.js';
export { type AvailabilityChange, type AvailabilityState, initialAvailability } from './availability-state.js';
