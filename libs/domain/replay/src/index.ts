export { FIELD_SEPARATOR, readLedgerLine, type ReplayedRow } from './ledger-line.js';
export { compareFunctions, type Comparison, type Oversell } from './compare-functions.js';
export { PreparedReplay } from './prepared-replay.js';
export { availabilityProjection, type Projection, projectionOf, stockProjection } from './projection.js';
export { type Marks, ReplayFold } from './replay-fold.js';
export { type Fault, type FaultKind, type Marked, ShadowOffer } from './shadow-offer.js';
