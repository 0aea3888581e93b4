// Written by tools/codegen/generate-event-types.ts from schemas/. Do not edit.

/**
 * Asks the owner of the ledger to have the rows of one offer captured once more, because the capture lacks some.
 */
export interface StockRecaptureV1 {
  /**
   * Names this version.
   */
  schema_version: 1;
  /**
   * What is asked for.
   */
  type: 'recapture';
  /**
   * The recovery that sends it.
   */
  recovery_id: string;
  /**
   * Names the repair; sent again, it is done once.
   */
  repair_id: string;
  /**
   * Stock keeping unit; decides the partition.
   */
  sku: string;
  /**
   * Whose offer.
   */
  seller_id: string;
  /**
   * The first version that the capture lacks; those before it are not read again. Absent: all are.
   */
  from_version?: number;
}
