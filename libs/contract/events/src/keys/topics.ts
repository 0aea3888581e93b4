/** The topic names, without the prefix of an installation. */
export const TOPICS = {
  updates: 'inventory.updates.v1',
  stockCommands: 'inventory.stock-commands.v1',
  rejections: 'inventory.rejections.v1',
  commandOutcomes: 'inventory.stock-command-outcomes.v1',
  deadLetters: 'inventory.updates.dlq.v1',
  availability: 'inventory.availability.v2',
  repairs: 'inventory.availability-repairs.v1',
  stockRepairs: 'inventory.stock-repairs.v1',
  reservationRepairs: 'inventory.reservation-repairs.v1',
  evidence: 'inventory.recovery-evidence.v1',
  ledgerChanges: 'inventory_source.public.inventory_transaction',
  stockOnHandChanges: 'inventory_source.public.inventory_stock_on_hand',
  bucketChanges: 'inventory_source.public.inventory_bucket',
  signals: 'inventory_source.public.debezium_signal',
  heartbeats: 'inventory_source.public.debezium_heartbeat',
  stockHeartbeats: 'inventory_source_stock.public.debezium_heartbeat',
} as const;
