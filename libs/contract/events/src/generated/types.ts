// Written by tools/codegen/generate-event-types.ts from schemas/. Do not edit.

export type { AvailabilityV2 } from './availability-v2.js';
export type { AvailabilityConfidenceV1 } from './availability-confidence-v1.js';
export type { AvailabilityGenerationV1 } from './availability-generation-v1.js';
export type { AvailabilityGenerationRowV1 } from './availability-generation-row-v1.js';
export type { AvailabilityRepairV1 } from './availability-repair-v1.js';
export type { DeadLetterV1 } from './dead-letter-v1.js';
export type { DeadLetterV2 } from './dead-letter-v2.js';
export type { InventoryRejectionV1 } from './inventory-rejection-v1.js';
export type { InventoryUpdateV1 } from './inventory-update-v1.js';
export type { InventoryUpdateV2 } from './inventory-update-v2.js';
export type { InventoryUpdateV3 } from './inventory-update-v3.js';
export type { LetterClosingV1 } from './letter-closing-v1.js';
export type { OutcomeEmissionV1 } from './outcome-emission-v1.js';
export type { ReservationRepairV1 } from './reservation-repair-v1.js';
export type { StockCommandV2 } from './stock-command-v2.js';
export type { StockCommandConflictV1 } from './stock-command-conflict-v1.js';
export type { StockCommandOutcomeV1 } from './stock-command-outcome-v1.js';
export type { StockRecaptureV1 } from './stock-recapture-v1.js';
export type { StockRepairV1 } from './stock-repair-v1.js';
