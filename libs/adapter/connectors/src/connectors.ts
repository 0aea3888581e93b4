/** A connector: its slot, and what is blocked when it stops. */
export interface Connector {
  readonly name: string;
  readonly slot_name: string;
  /** A phrase for people who must judge the urgency. */
  readonly blocked: string;
}

/** Every connector of `debezium/`; a test compares them. */
export const CONNECTORS: readonly Connector[] = [
  {
    name: 'postgres-inventory-connector',
    slot_name: 'debezium_inventory_slot',
    blocked:
      'availability: the view and inventory.availability.v2 stand still and answers turn stale; reservations wait ' +
      'for the lines they asked for; recoveries are at their barrier',
  },
  {
    name: 'postgres-stock-connector',
    slot_name: 'debezium_stock_slot',
    blocked: 'recovery’s checks that read the captured stock tables; nothing that sellers or buyers see',
  },
  {
    name: 'postgres-outbox-connector',
    slot_name: 'debezium_outbox_slot',
    blocked:
      'the rejections and dead letters of all sellers; reservations with a refused line wait, and their held lines stay held',
  },
];
