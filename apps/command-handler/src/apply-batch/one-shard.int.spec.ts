import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { skuPartition, TOPICS } from '@stockproof/events';
import { FencedError, HeldShards } from '@stockproof/postgres';
import { eventually, testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../migrations/index.js';
import { RepairStock } from '../repair-stock/repair-stock.js';
import { ApplyUpdates } from './apply-updates.js';
import { ShardSession } from './session.js';

const PARTITIONS = 32;
const SHARD = [TOPICS.updates, TOPICS.stockCommands, TOPICS.stockRepairs];
const TO = {
  rejections_topic: TOPICS.rejections,
  dead_letters_topic: TOPICS.deadLetters,
  command_outcomes_topic: TOPICS.commandOutcomes,
};
const STEP = /^([SIDRUF])(\d+)$/;
const ignore = (): void => undefined;

/** One process of the command handler, without the client of Kafka: it is handed batches. */
function commandHandler({ pool }: TestDatabase, onRetry: (error: Error) => void = ignore) {
  const shards = new HeldShards({
    pool,
    consumer_group: 'g',
    retry: { onRetry },
    open: (held) => new ShardSession(held),
  });
  const updates = new ApplyUpdates({
    pool,
    shards,
    onRetry,
    checkProducer: () => ({ ok: true, producer: { kind: 'service', name: 'test' } }),
    topic_prefix: '',
    partitions: PARTITIONS,
    now_ms: Date.now,
    topics: TO,
    metrics: { applied: ignore },
  });
  const repairs = new RepairStock({ pool, shards, topics: TO, onRetry, onUnreadable: ignore });
  return {
    shards,
    apply: (batch: Batch) =>
      batch.topic === TOPICS.stockRepairs ? repairs.repair(batch) : updates.apply(batch),
  };
}

type Batch = Parameters<ApplyUpdates['apply']>[0];

describe('one offer that sellers, orders and repairs change', () => {
  let database: TestDatabase;
  let handler: ReturnType<typeof commandHandler>;
  let retries: string[];
  let sku = '';
  let made = 0;
  const offsets = new Map<string, number>();
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    made += 1;
    sku = `sku-${made}`;
    retries = [];
    handler = commandHandler(database, ({ name }) => retries.push(name));
    await handler.shards.assigned({ partition: skuPartition(sku, PARTITIONS), topics: SHARD });
  });

  function batch(topic: string, ...values: object[]): Batch {
    const partition = skuPartition(sku, PARTITIONS);
    const messages = values.map((value) => {
      const offset = offsets.get(`${topic}/${partition}`) ?? 0;
      offsets.set(`${topic}/${partition}`, offset + 1);
      return {
        offset,
        key: Buffer.from(sku),
        value: Buffer.from(JSON.stringify(value)),
        headers: {},
        timestamp: 0,
      };
    });
    return { topic, partition, messages, high_watermark: 0 };
  }

  /** `S10` is what a seller posts, `R8` what the reservation service asks for. */
  function step(
    text: string,
    event_id = `${sku}.${offsets.size}.${text}.${(made += 1)}`,
  ): { event_id: string; batch: Batch } {
    const [, operation = '', quantity = ''] = STEP.exec(text) ?? [];
    const event = {
      event_id,
      sku,
      seller_id: 'm',
      quantity: Number(quantity),
      operation,
      event_time: new Date().toISOString(),
    };
    return {
      event_id,
      batch: 'RUF'.includes(operation)
        ? batch(TOPICS.stockCommands, { ...event, schema_version: 2 })
        : batch(TOPICS.updates, event),
    };
  }

  async function outcome(event_id: string): Promise<string> {
    const { rows } = await database.pool.query<{ reported: string }>(
      `
      SELECT 'accepted ' || version AS reported FROM inventory_transaction WHERE event_id = $1
      UNION ALL SELECT 'rejected ' || reason || ' ' || coalesce(facts->>'available', facts->>'found', '') FROM inventory_rejection WHERE event_id = $1`,
      [event_id],
    );
    return rows.map(({ reported }) => reported).join(' and ');
  }

  /** Applies them one after the other, each a batch of its own; gives the last one's outcome. */
  async function reported(...steps: string[]): Promise<string> {
    let last = '';
    for (const one of steps) {
      const { event_id, batch: asked } = step(one);
      await handler.apply(asked);
      last = event_id;
    }
    return outcome(last);
  }

  /**
   * What recovery sends to make head and buckets what the ledger says, or in these tests to make them
   * something else.
   */
  async function repair(buckets: Readonly<Record<string, number>>): Promise<void> {
    const {
      rows: [newest],
    } = await database.pool.query<{ version: number; chain_digest: string }>(
      `
      SELECT version, encode(chain_digest, 'hex') AS chain_digest FROM inventory_transaction WHERE seller_id = 'm' AND sku = $1 ORDER BY version DESC LIMIT 1`,
      [sku],
    );
    await handler.apply(
      batch(TOPICS.stockRepairs, {
        schema_version: 1,
        type: 'repair',
        recovery_id: 'rec',
        repair_id: `${sku}.repair`,
        sku,
        seller_id: 'm',
        ...newest,
        stock_on_hand: Object.values(buckets).reduce((sum, quantity) => sum + quantity, 0),
        buckets: Object.entries(buckets).map(([bucket_type, quantity]) => ({
          bucket_type,
          location_id: 'default',
          quantity,
          counted_at: null,
        })),
      }),
    );
    const { rows } = await database.pool.query<{ outcome: string }>(
      'SELECT outcome FROM repair_outcome WHERE repair_id = $1',
      [`${sku}.repair`],
    );
    expect(rows).toEqual([{ outcome: 'applied' }]);
  }

  it.each<[string, string[], string]>([
    ['a seller after an order that was cancelled', ['S10', 'R8', 'D1', 'U8', 'D5'], 'accepted 5'],
    ['an order after a delivery', ['S2', 'R1', 'I10', 'R5'], 'accepted 4'],
    ['a seller after an order took the last units', ['S10', 'R8', 'D5'], 'rejected insufficient_stock 2'],
    [
      'an order after a seller sold the last units',
      ['R1', 'S5', 'R2', 'D3', 'R1'],
      'rejected insufficient_stock 0',
    ],
    ['an offer that a command finds empty and a seller opens', ['R1', 'I1', 'R1'], 'accepted 2'],
    ['a fulfilment between two counts', ['S5', 'R5', 'F5', 'S1', 'R1'], 'accepted 5'],
  ])('is decided on its state: %s', async (_name, steps, expected) => {
    expect(await reported(...steps)).toBe(expected);
    expect(retries).toEqual([]);
  });

  it.each<[string, Record<string, number>, string, string]>([
    ['a seller finds what a repair took', { sellable: 2 }, 'D5', 'rejected insufficient_stock 2'],
    ['a seller finds what a repair gave', { sellable: 90 }, 'D60', 'accepted 3'],
    [
      'an order finds what a repair took',
      { sellable: 1, reserved: 9 },
      'R2',
      'rejected insufficient_stock 1',
    ],
    ['an order finds what a repair gave', { sellable: 90 }, 'R60', 'accepted 3'],
  ])(
    'is read again after a stock repair, which keeps the version: %s',
    async (_name, buckets, next, expected) => {
      await reported('S10', 'I1');
      await repair(buckets);
      expect(await reported(next)).toBe(expected);
    },
  );

  it.each<[string, string[], string, string, string]>([
    ['a rejection', ['S2'], 'UPDATE inventory_bucket SET quantity = 9 WHERE sku = $1', 'D5', 'accepted 3'],
    [
      'an acceptance',
      ['S5'],
      'UPDATE inventory_bucket SET quantity = 1 WHERE sku = $1',
      'D5',
      'rejected insufficient_stock 1',
    ],
  ])(
    'has %s decided again if another writer moved the head',
    async (_name, before, change, next, expected) => {
      await reported(...before);
      const other = await database.pool.connect();
      try {
        await other.query('BEGIN');
        await other.query(change, [sku]);
        await other.query(
          'UPDATE inventory_stock_on_hand SET version = version + 1, stock_on_hand = 9 WHERE sku = $1',
          [sku],
        );
        const { event_id, batch: asked } = step(next);
        const applied = handler.apply(asked);
        await eventually(async () =>
          expect(
            (
              await database.pool.query(
                `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
              )
            ).rows,
          ).toHaveLength(1),
        );
        await other.query('COMMIT');
        await applied;
        expect([await outcome(event_id), retries]).toEqual([expected, ['StaleDecisionError']]);
      } finally {
        other.release();
      }
    },
  );

  it('has a rejection without a head decided again if there is a head by then', async () => {
    await reported('S5');
    const partition = skuPartition(sku, PARTITIONS);
    // As if it had been read before the seller opened the offer.
    const session = handler.shards.of({ partition });
    session.remember(
      { seller_id: 'm', sku },
      { version: 0, stock_on_hand: 0, chain_digest: '', buckets: new Map() },
    );
    expect([await reported('D5'), retries]).toEqual(['accepted 2', ['StaleDecisionError']]);
  });

  it('has an update decided again if another writer created the head, also with an outdated cache', async () => {
    const session = handler.shards.of({ partition: skuPartition(sku, PARTITIONS) });
    session.remember(
      { seller_id: 'm', sku },
      { version: 3, stock_on_hand: 0, chain_digest: 'ab'.repeat(32), buckets: new Map() },
    );
    const other = await database.pool.connect();
    try {
      await other.query('BEGIN');
      await other.query(
        `INSERT INTO inventory_stock_on_hand VALUES ('m', $1, 0, 1, decode(repeat('cd', 32), 'hex'), now())`,
        [sku],
      );
      const { event_id, batch: asked } = step('I5');
      const applied = handler.apply(asked);
      await eventually(async () =>
        expect(
          (
            await database.pool.query(
              `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
            )
          ).rows,
        ).toHaveLength(1),
      );
      await other.query('COMMIT');
      await applied;
      expect([await outcome(event_id), retries]).toEqual([
        'accepted 2',
        ['StaleDecisionError', 'StaleDecisionError'],
      ]);
    } finally {
      other.release();
    }
  });

  it.each<[string, string]>([
    [
      'lags behind its rows',
      `UPDATE inventory_stock_on_hand SET version = version - 1 WHERE seller_id = 'm' AND sku = $1`,
    ],
    ['was removed', `DELETE FROM inventory_stock_on_hand WHERE seller_id = 'm' AND sku = $1`],
  ])(
    'has its updates quarantined while its head %s, until it is repaired; other offers do not wait',
    async (_what, corruption) => {
      await reported('S10', 'I1');
      await database.pool.query(corruption, [sku]);
      const update = (seller_id: string, event_id: string) => ({
        event_id: `${sku}.${event_id}`,
        sku,
        seller_id,
        quantity: 2,
        operation: 'I',
        event_time: new Date().toISOString(),
      });
      await handler.apply(
        batch(TOPICS.updates, update('m', 'a'), update('n', 'b'), update('m', 'c'), update('n', 'd')),
      );
      expect([await outcome(`${sku}.b`), await outcome(`${sku}.d`)]).toEqual(['accepted 1', 'accepted 2']);
      const { rows: kept } = await database.pool.query<{
        event_id: string;
        reason: string;
        message_value: Buffer;
      }>('SELECT event_id, reason, message_value FROM quarantine WHERE sku = $1 ORDER BY source_offset', [
        sku,
      ]);
      expect(kept.map(({ event_id, reason }) => [event_id, reason])).toEqual([
        [`${sku}.a`, 'offer_state_corrupt'],
        [`${sku}.c`, 'offer_state_corrupt'],
      ]);
      await repair({ sellable: 11 });
      await handler.apply(
        batch(
          TOPICS.updates,
          ...kept.map(({ message_value }) => JSON.parse(message_value.toString()) as object),
        ),
      );
      expect([await outcome(`${sku}.a`), await outcome(`${sku}.c`)]).toEqual(['accepted 3', 'accepted 4']);
    },
  );

  it('cannot be written through any topic by a holder that lost the shard', async () => {
    await reported('S10');
    const partition = skuPartition(sku, PARTITIONS);
    const young = commandHandler(database);
    await young.shards.assigned({ partition, topics: [TOPICS.updates] });
    for (const late of ['D1', 'R1'])
      await expect(handler.apply(step(late).batch)).rejects.toThrow(FencedError);
    await expect(repair({ sellable: 1 })).rejects.toThrow(FencedError);
    expect(
      (
        await database.pool.query('SELECT max(version) AS newest FROM inventory_transaction WHERE sku = $1', [
          sku,
        ])
      ).rows,
    ).toEqual([{ newest: 1 }]);
  });
});
