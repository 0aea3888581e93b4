import { skuPartition, TOPICS } from '@stockproof/events';
import type { Pool } from 'pg';
import type { SendContext } from '../engine/send-repairs.js';

/** The owners of the recoverable states, each with the topic of its repairs. */
export interface Owners {
  readonly view: SendContext;
  readonly stock: SendContext;
  readonly reservations: SendContext;
}

/** `databases`: the database of each owner with its results. */
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
