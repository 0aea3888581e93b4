export * from './inventory-update.js';
export {
  decodeRepairMessage,
  decodeReservationRepair,
  decodeStockRepair,
  type RepairMessage,
  type StockMessage,
} from './decode-repair.js';
export {
  type Decoded,
  decodeStockCommand,
  decodeUpdate,
  type Read,
  readUpdate,
  type Undecoded,
} from './decode-update.js';
export {
  availabilityKey,
  compareCodePoints,
  encodeAvailability,
  encodeCommandConflict,
  encodeCommandOutcome,
  encodeDeadLetter,
  encodeRejection,
} from './encode.js';
export { formatUtc, MAX_AHEAD_MS, parseEventTime } from './event-time.js';
export { schemas } from './generated/schemas.js';
export type {
  AvailabilityConfidenceV1,
  AvailabilityGenerationRowV1,
  AvailabilityGenerationV1,
  AvailabilityRepairV1,
  AvailabilityV2,
  DeadLetterV1,
  DeadLetterV2,
  InventoryRejectionV1,
  InventoryUpdateV1,
  InventoryUpdateV2,
  StockCommandV2,
  LetterClosingV1,
  OutcomeEmissionV1,
  ReservationRepairV1,
  StockCommandConflictV1,
  StockCommandOutcomeV1,
  StockRecaptureV1,
  StockRepairV1,
} from './generated/types.js';
export { offerKey, offerOfKey } from './offer-key.js';
export { UPDATE_PROBLEMS, type UpdateProblemCode } from './problem-codes.js';
export { canonicalUpdate, requestHash } from './request-hash.js';
export {
  DUPLICATE_KEY,
  INEXACT_NUMBER,
  parseStrictJson,
  type StrictJson,
  type StrictJsonProblem,
} from './strict-json.js';
export { TOPICS } from './topics.js';
export { type Upcaster, upcast, type VersionedEvent } from './upcast.js';
export {
  CORRELATION_ID,
  isCorrelationId,
  isDotSegment,
  isIdentifier,
  isFreeText,
  NAME_PATTERN,
  nameSchema,
  TOPIC_NAME,
} from './string-formats.js';
export { identifier, freeText } from './zod-formats.js';
export { readTraceparent, type TraceParent } from './traceparent.js';
export { javaStringHashCode, skuPartition } from './sku-partition.js';
export {
  type AppendedRow,
  CONTENT_COLUMNS,
  LEDGER_COLUMNS,
  LEDGER_FORMAT,
  type LedgerColumn,
  type LedgerColumnName,
  type LedgerRow,
  type StoredLedgerRow,
} from './ledger-columns.js';
