import type { InventoryUpdate } from '@stockproof/events';

/** The default event time of test data. */
export const EVENT_TIME = '2026-06-19T18:23:11Z';

/**
 * A receipt of 100 units as a seller posts it, version 1: the source document's example, with the given
 * changes.
 */
export function anEvent<Change extends object>(change: Change = {} as Change) {
  return {
    event_id: 'mkt-evt-8f11a',
    sku: '1231241',
    quantity: 100,
    operation: 'I',
    event_time: EVENT_TIME,
    seller_id: 'seller-42',
    ...change,
  };
}

/** A receipt of one unit of offer (m, s) as the codec returns it, with the given changes. */
export function anUpdate(change: Partial<InventoryUpdate> = {}): InventoryUpdate {
  return {
    schema_version: 3,
    event_id: 'e',
    sku: 's',
    seller_id: 'm',
    operation: 'I',
    quantity: 1,
    event_time_ms: 1,
    bucket_type: 'sellable',
    location_id: 'default',
    to_bucket_type: null,
    to_location_id: null,
    reason: null,
    reference: null,
    expected_quantity: null,
    counted: 'bucket',
    ...change,
  };
}
