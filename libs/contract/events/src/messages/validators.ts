import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { schemas } from '../generated/schemas.js';
import type {
  AvailabilityConfidenceV1,
  AvailabilityGenerationRowV1,
  AvailabilityGenerationV1,
  AvailabilityRepairV1,
  InventoryRejectionV1,
  InventoryUpdateV1,
  InventoryUpdateV2,
  InventoryUpdateV3,
  LetterClosingV1,
  OutcomeEmissionV1,
  ReservationRepairV1,
  StockCommandV2,
  StockRecaptureV1,
  StockRepairV1,
} from '../generated/types.js';
import type { UpdateProblemCode } from './problem-codes.js';
import { DUPLICATE_KEY, INEXACT_NUMBER } from '../formats/strict-json.js';

const ajv = new Ajv({
  allErrors: false,
  strict: true,
  verbose: true,
  allowUnionTypes: true,
  validateFormats: false,
});
ajv.addVocabulary(['x-meaning']);

/**
 * Whether a value is a seller's update of version 1; checked before it is upcast. As with every validator
 * here, `errors` holds only the first fault, and only until the next call.
 */
export const validateUpdateV1: ValidateFunction<InventoryUpdateV1> = ajv.compile(
  schemas['inventory-update/v1'],
);
/**
 * Whether a value is a seller's update of version 2. Times, and which field belongs to which operation, are
 * checked afterwards by the decoder.
 */
export const validateUpdateV2: ValidateFunction<InventoryUpdateV2> = ajv.compile(
  schemas['inventory-update/v2'],
);
/** Whether a value is a seller's update of version 3; checked like one of version 2. */
export const validateUpdateV3: ValidateFunction<InventoryUpdateV3> = ajv.compile(
  schemas['inventory-update/v3'],
);
/** Whether a value is a command of the reservation service to the ledger: R, U or F. */
export const validateStockCommand: ValidateFunction<StockCommandV2> = ajv.compile(
  schemas['stock-command/v2'],
);
/** Whether a value asks the owner of the availability view to correct one offer by compare-and-set. */
export const validateRepair: ValidateFunction<AvailabilityRepairV1> = ajv.compile(
  schemas['availability-repair/v1'],
);
/** Whether a value reports to the owner of the availability view what a signed record says of offers. */
export const validateConfidence: ValidateFunction<AvailabilityConfidenceV1> = ajv.compile(
  schemas['availability-confidence/v1'],
);
/**
 * Whether a value is a step of a new generation of the availability view: open, promote, announce or drop.
 */
export const validateGeneration: ValidateFunction<AvailabilityGenerationV1> = ajv.compile(
  schemas['availability-generation/v1'],
);
/** Whether a value is one offer of a generation of the availability view that is being built. */
export const validateGenerationRow: ValidateFunction<AvailabilityGenerationRowV1> = ajv.compile(
  schemas['availability-generation-row/v1'],
);
/**
 * Whether a value asks the owner of the ledger to correct the stock tables of one offer. It never changes a
 * ledger row.
 */
export const validateStockRepair: ValidateFunction<StockRepairV1> = ajv.compile(schemas['stock-repair/v1']);
/**
 * Whether a value asks the reservation service to correct the read model of one reservation. It never changes
 * an event.
 */
export const validateReservationRepair: ValidateFunction<ReservationRepairV1> = ajv.compile(
  schemas['reservation-repair/v1'],
);
/** Whether a value asks the owner of the ledger to have rows of one offer published by CDC again. */
export const validateRecapture: ValidateFunction<StockRecaptureV1> = ajv.compile(
  schemas['stock-recapture/v1'],
);
/**
 * Whether a value asks the owner of the ledger to publish rejections and dead letters again from their
 * tables.
 */
export const validateEmission: ValidateFunction<OutcomeEmissionV1> = ajv.compile(
  schemas['outcome-emission/v1'],
);
/** Whether a value asks the owner of the quarantine to close a dead letter. */
export const validateClosing: ValidateFunction<LetterClosingV1> = ajv.compile(schemas['letter-closing/v1']);
/** Whether a value reports that the ledger refused an update. Times are checked by the decoder. */
export const validateRejection: ValidateFunction<InventoryRejectionV1> = ajv.compile(
  schemas['inventory-rejection/v1'],
);

/** The field that is at fault, and the problem. */
export interface FieldProblem {
  readonly reason: UpdateProblemCode;
  readonly path: string;
}

const BY_KEYWORD: Readonly<Record<string, UpdateProblemCode>> = {
  required: 'missing_field',
  additionalProperties: 'unknown_field',
  minLength: 'invalid_length',
  maxLength: 'invalid_length',
  pattern: 'invalid_characters',
  const: 'unknown_version',
};

/** Converts the first error of a schema validation to one of our problem codes. */
export function fieldProblem(error: ErrorObject): FieldProblem {
  const params = error.params as { missingProperty?: string; additionalProperty?: string };
  const path = params.missingProperty ?? params.additionalProperty ?? error.instancePath.slice(1);
  return { path, reason: reasonOf(error, path) };
}

const UNKNOWN_VALUE: Readonly<Record<string, UpdateProblemCode>> = {
  operation: 'unknown_operation',
  counted: 'unknown_count',
};

function reasonOf(error: ErrorObject, path: string): UpdateProblemCode {
  if (error.data === INEXACT_NUMBER) return 'inexact_number';
  if (error.data === DUPLICATE_KEY) return 'duplicate_key';
  const isQuantity = path === 'quantity' || path === 'expected_quantity';
  if (isQuantity && (error.keyword === 'minimum' || error.keyword === 'maximum')) return 'invalid_quantity';
  if (isQuantity && error.keyword === 'type' && typeof error.data === 'number') return 'invalid_quantity';
  if (error.keyword === 'enum') return UNKNOWN_VALUE[path] ?? 'unknown_bucket';
  if (path === 'event_time' && error.keyword.endsWith('Length')) return 'invalid_event_time';
  return BY_KEYWORD[error.keyword] ?? 'invalid_type';
}
