import type { ValidateFunction } from 'ajv';
import type {
  AvailabilityConfidenceV1,
  AvailabilityGenerationRowV1,
  AvailabilityGenerationV1,
  AvailabilityRepairV1,
  LetterClosingV1,
  OutcomeEmissionV1,
  ReservationRepairV1,
  StockRecaptureV1,
  StockRepairV1,
} from '../generated/types.js';
import { parseStrictJson } from '../formats/strict-json.js';
import {
  validateClosing,
  validateConfidence,
  validateEmission,
  validateGeneration,
  validateGenerationRow,
  validateRecapture,
  validateRepair,
  validateReservationRepair,
  validateStockRepair,
} from './validators.js';

/** The messages from recovery to the owner of the availability view. */
export type RepairMessage =
  AvailabilityRepairV1 | AvailabilityConfidenceV1 | AvailabilityGenerationV1 | AvailabilityGenerationRowV1;

/** The messages from recovery to the owner of the ledger. */
export type StockMessage = StockRepairV1 | StockRecaptureV1 | OutcomeEmissionV1 | LetterClosingV1;

type Validators<T> = readonly ValidateFunction<T>[];

const OF_VIEW = [
  validateRepair,
  validateConfidence,
  validateGeneration,
  validateGenerationRow,
] as Validators<RepairMessage>;
const OF_STOCK = [
  validateStockRepair,
  validateRecapture,
  validateEmission,
  validateClosing,
] as Validators<StockMessage>;

/** Parses a message of `inventory.availability-repairs.v1`; null if it is not valid. */
export function decodeRepairMessage(value: Buffer | null): RepairMessage | null {
  return decode(value, OF_VIEW);
}

/** Parses a message of `inventory.stock-repairs.v1`; null if it is not valid. */
export function decodeStockRepair(value: Buffer | null): StockMessage | null {
  return decode(value, OF_STOCK);
}

/** Parses a message of `inventory.reservation-repairs.v1`; null if it is not valid. */
export function decodeReservationRepair(value: Buffer | null): ReservationRepairV1 | null {
  return decode(value, [validateReservationRepair]);
}

function decode<T>(value: Buffer | null, validators: Validators<T>): T | null {
  const read = value === null ? null : parseStrictJson(value);
  if (read?.ok !== true) return null;
  const { value: message } = read;
  return validators.some((validate) => validate(message)) ? (message as T) : null;
}
