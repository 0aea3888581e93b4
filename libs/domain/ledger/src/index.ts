export { decide } from './decide.js';
export type { DecisionFacts, LedgerDecision, Rejected, RejectionReason } from './decision.js';
export { countedAt, type EventTimes, timeOf } from './event-order.js';
export { DEFAULT_LATE_MOVEMENTS, LATE_MOVEMENTS, type LateMovements } from './late-movements.js';
export { movedSince, type MovedSince, type LaterRow } from './later-movements.js';
export { evolve, LedgerInvariantError, type RecordedMovement } from './evolve.js';
export { chainDigest, type ChainedRow, ledgerRowContent, type Provenance, recordRow } from './ledger-row.js';
export { type Movement, movementOf, type Place } from './movement.js';
export {
  bucketKey,
  type BucketState,
  GENESIS_DIGEST,
  initialOffer,
  type OfferState,
  quantityIn,
} from './offer-state.js';
export {
  type Accounting,
  addOutcome,
  type CountedOutcome,
  countedAs,
  emptyAccounting,
} from './accounting.js';
export {
  deliveryKey,
  type DeliveryClass,
  classifyDelivery,
  isOutcomeOf,
  type Prior,
  type PriorOutcome,
  sourceKind,
  type SourceKind,
  type SourcePlace,
} from './classify-delivery.js';
export { findLostRejections } from './lost-rows/find-lost-rejections.js';
export { findLostRows } from './lost-rows/find-lost-rows.js';
export type {
  RejectionMessage,
  LostRejection,
  LostRowFault,
  LostRowRefusal,
  LostRows,
  RestoredOffer,
  SignedHead,
  RequestAtPlace,
  LostRowFacts,
} from './lost-rows/lost-row.js';
export { planPutBack, type PutBackPlan } from './lost-rows/plan-put-back.js';
