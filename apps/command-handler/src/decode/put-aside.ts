import type { PoisonDelivery, UpdateDelivery } from './delivery.js';
import type { QuarantineReason } from './quarantine-reasons.js';

/**
 * Turns a valid update that cannot be applied to the stored state into poison; it is stored whole, so that it
 * can be redriven.
 */
export function putAside(delivery: UpdateDelivery, reason: QuarantineReason, detail: string): PoisonDelivery {
  const {
    source_topic,
    source_partition,
    source_offset,
    update: { seller_id, event_id, sku },
    value,
  } = delivery;
  return {
    kind: 'poison',
    source_topic,
    source_partition,
    source_offset,
    reason,
    detail,
    seller_id,
    event_id,
    sku,
    key: Buffer.from(sku),
    value,
    headers: {},
  };
}

/**
 * Poison for an update of an offer whose stored state contradicts itself. The offer waits for recovery;
 * others go on.
 */
export function corruptOffer(delivery: UpdateDelivery): PoisonDelivery {
  return putAside(
    delivery,
    'offer_state_corrupt',
    'the stored stock of this offer contradicts itself; recover the stock tables, then redrive',
  );
}
