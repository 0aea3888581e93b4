import type { InventoryUpdateV1, InventoryUpdateV2 } from '../generated/types.js';

/**
 * Upcasts an update. v2 added the place of the stock and the reason of the change. A v1 event means the
 * default place, which is expressed by leaving it out.
 */
export function upcastUpdateV1ToV2(event: InventoryUpdateV1): InventoryUpdateV2 {
  return { ...event, schema_version: 2 };
}
