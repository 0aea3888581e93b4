import type { ValidateFunction } from 'ajv';
import type { AvailabilityConfidenceV1, AvailabilityRepairV1, StockRecaptureV1, StockRepairV1 } from './generated/types.js';
import { parseStrictJson } from './strict-json.js';
import { validateConfidence, validateRecapture, validateRepair, validateStockRepair } from './validators.js';

/** What recovery may say to the owner of the view. */
export type RepairMessage = AvailabilityRepairV1 | AvailabilityConfidenceV1;

/** A message of `inventory.availability-repairs.v1`; null when it is none. */
export function decodeRepairMessage(value: Buffer | null): RepairMessage | null {
  return decode(value, validateRepair) ?? decode(value, validateConfidence);
}

/** A message of `inventory.stock-repairs.v1`; null when it is none. */
export function decodeStockRepair(value: Buffer | null): StockRepairV1 | StockRecaptureV1 | null {
  return decode(value, validateStockRepair) ?? decode(value, validateRecapture);
}

function decode<T>(value: Buffer | null, validate: ValidateFunction<T>): T | null {
  const read = value === null ? null : parseStrictJson(value);
  return read?.ok === true && validate(read.value) ? read.value : null;
}
