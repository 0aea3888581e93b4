export { accepted, type Decider, type Decision, fold, refused } from './decider.js';
export type { EventUpcaster, NamedEvent, RecordedEvent } from './recorded-event.js';
