import type { InventoryUpdateV1, InventoryUpdateV2 } from './generated/types.js';

/** v2 added where the stock is and why it changed. A v1 event means the default place, said by leaving it out. */
export function upcastUpdateV1ToV2(event: InventoryUpdateV1): InventoryUpdateV2 {
  return { ...event, schema_version: 2 };
}
