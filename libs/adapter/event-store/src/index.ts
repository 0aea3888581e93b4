export {
  type AggregateDefinition,
  Aggregates,
  type EventCause,
  type LoadedAggregate,
  retryConflicts,
  type ConflictRetryOptions,
} from './aggregates.js';
export { type Append, appendEvents, type Appended } from './append-events.js';
export { CREATE_EVENT_STORE, DROP_EVENT_STORE, DROP_SNAPSHOTS, EXTEND_EVENT_STORE } from './create-table.js';
export { BrokenStreamError, ConcurrencyError, type ExpectedVersion, MessageReusedError } from './errors.js';
export { loadEvents } from './load-events.js';
