import { beforeAll, describe, expect, it } from '@jest/globals';
import { skuPartition, TOPICS } from '@stockproof/events';
import { BoundClient } from '@stockproof/postgres';
import {
  askAvailability,
  eventually,
  readTopic,
  type RunningStack,
  runningStack,
  testBroker,
} from '@stockproof/testing';

/** The event of the source document, byte for byte. */
const EVENT = `{
  "event_id": "mkt-evt-8f11a",
  "sku": "1231241",
  "quantity": 100,
  "operation": "I",
  "event_time": "2026-06-19T18:23:11Z",
  "seller_id": "seller-42"
}`;

async function rows(stack: RunningStack, database: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new BoundClient(stack.databases[database] ?? '');
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('the document’s event', () => {
  const stack = runningStack();
  const where = `seller_id = 'seller-42' AND sku = '1231241'`;

  beforeAll(async () => {
    const api_key = stack.credentials.sellers.find(({ seller_id }) => seller_id === 'seller-42')?.api_key;
    const answer = await fetch(`${stack.urls.ingestion}/v1/inventory-updates`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${api_key}` },
      body: EVENT,
    });
    expect(answer.status).toBe(202);
  });

  it('is in the ledger and both stock tables', async () => {
    await eventually(async () => {
      expect(
        await rows(stack, 'inventory', `SELECT * FROM inventory_transaction WHERE ${where}`),
      ).toMatchObject([
        {
          event_id: 'mkt-evt-8f11a',
          version: '1',
          operation: 'I',
          quantity: '100',
          delta_quantity: '100',
          status: 'accepted',
        },
      ]);
    });
    expect(
      await rows(stack, 'inventory', `SELECT * FROM inventory_stock_on_hand WHERE ${where}`),
    ).toMatchObject([{ stock_on_hand: '100', version: '1' }]);
    expect(await rows(stack, 'inventory', `SELECT * FROM inventory_bucket WHERE ${where}`)).toMatchObject([
      { bucket_type: 'sellable', location_id: 'default', quantity: '100' },
    ]);
  });

  it('is in the view and in the answer of the availability API', async () => {
    await eventually(async () => {
      const answer = await askAvailability(stack, `/v1/availability/1231241`);
      expect(await answer.json()).toMatchObject({
        sku: '1231241',
        sellable: 100,
        offers: [{ seller_id: 'seller-42', version: 1, revision: 0, sellable: 100, status: 'current' }],
      });
    });
  });

  it('is on the availability topic and the CDC topics, in the partition that Java computes', async () => {
    const broker = testBroker();
    const expected_partition = skuPartition('1231241', 8);
    const topics = [
      TOPICS.availability,
      TOPICS.ledgerChanges,
      TOPICS.stockOnHandChanges,
      TOPICS.bucketChanges,
    ];
    for (const topic of topics) {
      const mine = (value: Buffer | null) => value?.includes('"sku":"1231241"') === true;
      const read = await readTopic(broker, topic, (messages) => messages.some(({ value }) => mine(value)));
      expect(read.filter(({ value }) => mine(value)).map(({ partition }) => partition)).toEqual([
        expected_partition,
      ]);
    }
  });

  it('has a result for its seller', async () => {
    const api_key =
      stack.credentials.sellers.find(({ seller_id }) => seller_id === 'seller-42')?.api_key ?? '';
    const answer = await fetch(`${stack.urls.command_handler}/v1/inventory-updates/mkt-evt-8f11a`, {
      headers: { authorization: `Bearer ${api_key}` },
    });
    expect(await answer.json()).toMatchObject({
      status: 'accepted',
      version: 1,
      duplicates: 0,
      conflicts: 0,
    });
  });
});
