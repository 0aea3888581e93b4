/** One slot per connector file in `debezium/`. */
export const SLOTS = ['debezium_inventory_slot', 'debezium_stock_slot', 'debezium_outbox_slot'] as const;
