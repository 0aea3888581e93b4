export { Aggregates, type Kept, type Loaded, type Meta } from './aggregates.js';
export { type Append, appendEvents, type Appended } from './append-events.js';
export { CREATE_EVENT_STORE, DROP_EVENT_STORE, EXTEND_EVENT_STORE } from './create-table.js';
export { ConcurrencyError, type ExpectedVersion, MessageReusedError } from './errors.js';
export { type AllPosition, loadEvents, readAll } from './load-events.js';
