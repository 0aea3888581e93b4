import { describe, expect, it } from '@jest/globals';
import { TOPICS } from '@stockproof/events';
import {
  askAvailability,
  commandOutcome,
  eventually,
  operatorToken,
  runningStack,
  seller,
  testBroker,
} from '@stockproof/testing';
import { javaPartition } from '../model/java-partition.js';

describe('stock commands of the reservation service', () => {
  it('reserve, unreserve and fulfil what sellers received, through their own topic', async () => {
    const stack = runningStack();
    const ann = await seller(stack);
    const base = { sku: 'command-sku', seller_id: ann.seller_id, event_time: '2026-06-19T18:23:11Z' };
    expect((await ann.post({ ...base, event_id: 'in', operation: 'I', quantity: 10 })).status).toBe(202);
    await eventually(async () => expect((await ann.outcome('in')).status).toBe(200));
    const producer = await testBroker().producer();
    const commands = [
      ['r', 'R', 6],
      ['u', 'U', 1],
      ['f', 'F', 2],
      ['too-many', 'R', 99],
    ] as const;
    await producer.send(
      TOPICS.stockCommands,
      commands.map(([event_id, operation, quantity]) => ({
        partition: javaPartition(base.sku, 8),
        key: base.sku,
        value: JSON.stringify({ ...base, schema_version: 2, event_id, operation, quantity }),
      })),
    );
    await producer.close();
    await eventually(async () => {
      const answer = await askAvailability(stack, `/v1/availability/command-sku/${ann.seller_id}`);
      expect(await answer.json()).toMatchObject({
        version: 4,
        sellable: 5,
        reserved: 3,
        stock_on_hand: 8,
        status: 'current',
      });
    });
    const headers = { authorization: `Bearer ${operatorToken(stack, 'viewer')}` };
    expect(await (await commandOutcome(stack, ann.seller_id, 'too-many')).json()).toMatchObject({
      status: 'rejected',
      reason: 'insufficient_stock',
    });
    // No event of the seller itself.
    expect((await ann.outcome('too-many')).status).toBe(404);
    const offer = await fetch(`${stack.urls.command_handler}/v1/offers/${ann.seller_id}/command-sku`, {
      headers,
    });
    expect(await offer.json()).toMatchObject({
      buckets: [
        { bucket_type: 'reserved', quantity: 3 },
        { bucket_type: 'sellable', quantity: 5 },
      ],
    });
  });
});
