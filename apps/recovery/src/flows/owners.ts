import { skuPartition, TOPICS } from '@stockproof/events';
import type { Pool } from 'pg';
import type { SendContext } from '../engine/send-repairs.js';

/** Who owns what can be repaired, and by which topic each is asked. */
export interface Owners {
  readonly view: SendContext;
  readonly stock: SendContext;
  readonly reservations: SendContext;
}

/** `databases`: where each owner leaves its outcomes to be read. */
export function ownersOf(
  asked_by: Pick<SendContext, 'producer' | 'partitions' | 'within_ms'>,
  prefix: string,
  databases: { readonly view: Pool; readonly ledger: Pool; readonly reservations: Pool },
): Owners {
  const { partitions } = asked_by;
  const by = { ...asked_by, partitionOf: (key: string) => skuPartition(key, partitions) };
  return {
    view: { ...by, topic: prefix + TOPICS.repairs, key: 'sku', owner: databases.view },
    stock: { ...by, topic: prefix + TOPICS.stockRepairs, key: 'sku', owner: databases.ledger },
    reservations: {
      ...by,
      topic: prefix + TOPICS.reservationRepairs,
      key: 'reservation_id',
      owner: databases.reservations,
    },
  };
}
