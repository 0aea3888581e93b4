export { aChange } from './a-change.js';
export { aContent } from './a-content.js';
export { anEvent, anUpdate, EVENT_TIME } from './an-update.js';
export { aPool } from './a-pool.js';
export { partOf } from './part-of.js';
