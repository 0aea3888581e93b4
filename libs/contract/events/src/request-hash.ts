import { hash } from 'node:crypto';
import { formatUtc } from './formats/event-time.js';
import type { InventoryUpdate } from './inventory-update.js';

/**
 * The canonical JSON (RFC 8785) of an update: the first version that can express it (2, or 3 for a count of
 * everything on hand), event_time in UTC milliseconds, defaults filled in,
 * missing optional fields omitted. The keys are written in RFC 8785 order, and JSON.stringify formats texts
 * and integers as the RFC says, so no sorting is needed; a property test compares it with a library.
 */
export function canonicalUpdate(update: InventoryUpdate): string {
  const on_hand = update.counted === 'on_hand';
  return JSON.stringify({
    bucket_type: on_hand ? undefined : update.bucket_type,
    counted: on_hand ? update.counted : undefined,
    event_id: update.event_id,
    event_time: formatUtc(update.event_time_ms),
    expected_quantity: update.expected_quantity ?? undefined,
    location_id: update.location_id,
    operation: update.operation,
    quantity: update.quantity,
    reason: update.reason ?? undefined,
    reference: update.reference ?? undefined,
    schema_version: on_hand ? 3 : 2,
    seller_id: update.seller_id,
    sku: update.sku,
    to_bucket_type: update.to_bucket_type ?? undefined,
    to_location_id: update.to_location_id ?? undefined,
  });
}

/**
 * Hex SHA-256 of the canonical JSON. Two deliveries of an event id are the same request if and only if their
 * hashes are equal.
 */
export function requestHash(update: InventoryUpdate): string {
  return hash('sha256', canonicalUpdate(update), 'hex');
}
