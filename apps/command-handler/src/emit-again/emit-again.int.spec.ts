import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type InventoryUpdate, requestHash } from '@stockproof/events';
import { HeldShard, inTransaction } from '@stockproof/postgres';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { splitBatch } from '../apply-batch/split-batch.js';
import type { Delivery } from '../decode/delivery.js';
import { ShardSession } from '../apply-batch/session.js';
import { migrations } from '../migrations/index.js';
import { emitOutcomes } from './emit-outcomes.js';

const TOPIC = 'inventory.stock-commands.v1';
const TOPICS = {
  rejections_topic: 'rejections',
  command_outcomes_topic: 'answers',
  dead_letters_topic: 'letters',
};

interface Report {
  readonly topic: string;
  readonly partition: number;
  readonly message_key: string;
  readonly payload: string;
  readonly emitted_again: string | null;
}

describe('repeated results, on a real database', () => {
  let database: TestDatabase;
  let session: ShardSession;
  let offset = 0;
  beforeAll(async () => {
    database = await testDatabase(migrations);
    // The outbox is empty again at each commit: what was handed to the WAL is written down next to it.
    await database.pool.query('CREATE TABLE told (LIKE outbox)');
    await database.pool.query(
      `CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO told SELECT NEW.*; RETURN NEW; END $$`,
    );
    await database.pool.query(
      'CREATE TRIGGER note AFTER INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION note()',
    );
    session = new ShardSession(
      await HeldShard.claim(database.pool, { consumer_group: 'g', partition: 0, topics: [TOPIC] }, 'me'),
    );
  });
  afterAll(() => database.drop());
  beforeEach(() => database.pool.query('TRUNCATE told'));

  let now_ms = 1_000_000;
  const apply = (...batch: Delivery[]) =>
    splitBatch(
      { pool: database.pool, topics: TOPICS, now_ms: () => (now_ms += 1_000), onRetry: () => undefined },
      session,
      batch,
    );
  const reported = async () =>
    (
      await database.pool.query<Report>(
        `SELECT topic, partition, message_key, convert_from(payload, 'UTF8') AS payload, emitted_again FROM told ORDER BY id`,
      )
    ).rows;
  const emit = (emission: object, repair_id: string) =>
    inTransaction(database.pool, (db) =>
      emitOutcomes(
        db,
        {
          schema_version: 1,
          type: 'emission',
          recovery_id: 'emi-1',
          repair_id,
          rejections: [],
          dead_letters: [],
          ...emission,
        },
        TOPICS,
      ),
    );

  function command(
    event_id: string,
    operation: InventoryUpdate['operation'],
    change: Partial<InventoryUpdate> = {},
  ): Delivery {
    const update: InventoryUpdate = {
      schema_version: 3,
      counted: 'bucket',
      event_id,
      sku: 's',
      seller_id: 'ann',
      operation,
      quantity: 2,
      event_time_ms: 1_234,
      bucket_type: 'sellable',
      location_id: 'default',
      to_bucket_type: null,
      to_location_id: null,
      reason: null,
      reference: null,
      expected_quantity: null,
      ...change,
    };
    offset += 1;
    return {
      kind: 'update',
      source_topic: TOPIC,
      source_partition: 0,
      source_offset: offset,
      update,
      request_hash: requestHash(update),
      correlation_id: null,
      causation_id: null,
      traceparent: null,
      value: Buffer.from('the message'),
    };
  }

  it('repeat a refusal to a command byte for byte', async () => {
    await apply(command('refused', 'R'));
    const [first] = await reported();
    await apply(command('refused', 'R'));
    const [, again] = await reported();
    expect([first?.topic, first?.emitted_again]).toEqual(['rejections', null]);
    expect(again).toEqual({ ...first, emitted_again: 'command_repeated' });
    expect(JSON.parse(again?.payload ?? '')).toMatchObject({
      reason: 'insufficient_stock',
      facts: { available: 0, requested: 2 },
      source_offset: offset - 1,
      rejected_at: new Date(now_ms - 1_000).toISOString(),
    });
  });

  it('send an accepted command its version, once per batch', async () => {
    await apply(command('stock', 'I', { quantity: 9 }), command('taken', 'R'));
    expect(await reported()).toEqual([]);
    await apply(command('taken', 'R'), command('taken', 'R'));
    const [answer, ...more] = await reported();
    expect([answer?.topic, answer?.partition, answer?.message_key, answer?.emitted_again, more]).toEqual([
      'answers',
      0,
      's',
      'command_repeated',
      [],
    ]);
    expect(JSON.parse(answer?.payload ?? '')).toEqual({
      schema_version: 1,
      event_id: 'taken',
      seller_id: 'ann',
      sku: 's',
      operation: 'R',
      version: 2,
      accepted_at: new Date(now_ms - 1_000).toISOString(),
      source_topic: TOPIC,
      source_partition: 0,
      source_offset: offset - 2,
    });
  });

  it('send nothing again to a seller, and report a conflict to a command whose id is used', async () => {
    await apply(command('d', 'D', { quantity: 99 }), command('c', 'R', { quantity: 99 }));
    await database.pool.query('TRUNCATE told');
    await apply(command('d', 'D', { quantity: 99 }), command('c', 'R', { quantity: 98 }));
    const [conflict, ...more] = await reported();
    expect([conflict?.topic, JSON.parse(conflict?.payload ?? '{}'), more]).toEqual([
      'answers',
      expect.objectContaining({ type: 'conflict', event_id: 'c' }),
      [],
    ]);
  });

  it('send a command its own result, whatever event of a seller has the same id', async () => {
    await apply(command('shared', 'D', { quantity: 99 }), command('shared', 'R', { quantity: 98 }));
    await database.pool.query('TRUNCATE told');
    await apply(command('shared', 'R', { quantity: 98 }));
    expect(
      (await reported()).map(({ payload }) => (JSON.parse(payload) as { operation: string }).operation),
    ).toEqual(['R']);
  });

  it('are the requested ones, unchanged, each once per request', async () => {
    const poison = {
      kind: 'poison' as const,
      source_topic: TOPIC,
      source_partition: 0,
      source_offset: (offset += 1),
      reason: 'malformed_json' as const,
      detail: 'x',
      seller_id: null,
      event_id: null,
      sku: null,
      key: null,
      value: Buffer.from('{'),
      headers: {},
    };
    await apply(command('again', 'D', { quantity: 99 }), poison);
    const first = await reported();
    const { source_topic, source_partition, source_offset } = poison;
    const named = {
      rejections: [
        { seller_id: 'ann', event_id: 'again' },
        { seller_id: 'ann', event_id: 'nobody knows' },
      ],
      dead_letters: [
        { source_topic, source_partition, source_offset },
        { source_topic, source_partition, source_offset: 9_999 },
      ],
    };
    for (const repair_id of ['emi-1.1', 'emi-1.1']) await emit(named, repair_id);
    expect((await reported()).slice(first.length)).toEqual(
      first.map((message) => ({ ...message, emitted_again: 'emi-1' })),
    );
    expect((await database.pool.query('SELECT repair_id, emitted FROM outcome_emission')).rows).toEqual([
      { repair_id: 'emi-1.1', emitted: 2 },
    ]);
  });
});
