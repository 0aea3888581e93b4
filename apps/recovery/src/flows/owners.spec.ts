import { expect, it } from '@jest/globals';
import type { BrokerProducer } from '@stockproof/kafka';
import { skuPartition } from '@stockproof/events';
import { aPool } from '@stockproof/testing/kit';
import { ownersOf } from './owners.js';

it('each owner receives requests on its own topic, in the partition of its key', () => {
  const [view, ledger, reservations] = ['view', 'ledger', 'reservations'].map((name) =>
    aPool(async () => name),
  );
  const producer = {} as BrokerProducer;
  const databases = { view, ledger, reservations } as Parameters<typeof ownersOf>[2];
  const owners = ownersOf({ producer, partitions: 8, within_ms: 1 }, 'p.', databases);
  expect(Object.entries(owners).map(([name, { topic, key, owner }]) => [name, topic, key, owner])).toEqual([
    ['view', 'p.inventory.availability-repairs.v1', 'sku', view],
    ['stock', 'p.inventory.stock-repairs.v1', 'sku', ledger],
    ['reservations', 'p.inventory.reservation-repairs.v1', 'reservation_id', reservations],
  ]);
  for (const { partitionOf } of Object.values(owners))
    expect(['s0', 's1', 'order-7'].map(partitionOf)).toEqual(
      ['s0', 's1', 'order-7'].map((key) => skuPartition(key, 8)),
    );
});
