export { CREATE_EVENT_STORE, DROP_EVENT_STORE } from './create-table.js';
export { appendEvents, type Append, ConcurrencyError, loadEvents, type NamedEvent, type RecordedEvent } from './store.js';
