export { readLedgerLine, type ReplayedRow } from './ledger-line.js';
export { compareFunctions, type Comparison, type Oversell } from './compare-functions.js';
export { PreparedReplay } from './prepared-replay.js';
export { computeSellableAvailability, type Projection, projectionOf, evolveOffer } from './projection.js';
export { type Marks, ReplayFold } from './replay-fold.js';
export { type Fault, type FaultKind, type Marked, ShadowOffer } from './shadow-offer.js';
