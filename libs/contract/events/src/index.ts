export * from './inventory-update.js';
export {
  decodeRepairMessage,
  decodeReservationRepair,
  decodeStockRepair,
  type RepairMessage,
  type StockMessage,
} from './messages/decode-repair.js';
export { type DecodedRejection, decodeRejection } from './messages/decode-rejection.js';
export {
  type Decoded,
  decodeStockCommand,
  decodeUpdate,
  type Read,
  readUpdate,
  type Undecoded,
} from './messages/decode-update.js';
export {
  availabilityKey,
  compareCodePoints,
  encodeAvailability,
  encodeCommandConflict,
  encodeCommandOutcome,
  encodeDeadLetter,
  encodeRejection,
} from './messages/encode.js';
export { elsewhereFacts, readElsewhere } from './messages/sellable-elsewhere.js';
export { formatUtc, MAX_AHEAD_MS, parseEventTime } from './formats/event-time.js';
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
  InventoryUpdateV3,
  StockCommandV2,
  LetterClosingV1,
  OutcomeEmissionV1,
  ReservationRepairV1,
  StockCommandConflictV1,
  StockCommandOutcomeV1,
  StockRecaptureV1,
  StockRepairV1,
} from './generated/types.js';
export { mayHoldStrings } from './formats/may-hold-strings.js';
export { offerKey, offerOfKey } from './keys/offer-key.js';
export { UPDATE_PROBLEMS, type UpdateProblemCode } from './messages/problem-codes.js';
export { canonicalUpdate, requestHash } from './request-hash.js';
export {
  DUPLICATE_KEY,
  INEXACT_NUMBER,
  parseStrictJson,
  type StrictJson,
  type StrictJsonProblem,
} from './formats/strict-json.js';
export { TOPICS } from './keys/topics.js';
export { type Upcaster, upcast, type VersionedEvent } from './upcast/upcast.js';
export {
  CORRELATION_ID,
  isCorrelationId,
  isDotSegment,
  isIdentifier,
  isFreeText,
  NAME_PATTERN,
  nameSchema,
  TOPIC_NAME,
} from './formats/string-formats.js';
export { unclearName } from './formats/unclear-name.js';
export { identifier, freeText, newIdentifier } from './formats/zod-formats.js';
export { readTraceparent, type TraceParent } from './formats/traceparent.js';
export { javaStringHashCode, skuPartition } from './keys/sku-partition.js';
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
