import type { InventoryUpdateV2, InventoryUpdateV3 } from '../generated/types.js';

/**
 * Upcasts an update. v3 added what a count counted. A count of v2 is of one bucket, which is expressed by
 * leaving it out.
 */
export function upcastUpdateV2ToV3(event: InventoryUpdateV2): InventoryUpdateV3 {
  return { ...event, schema_version: 3 };
}
