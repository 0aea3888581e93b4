import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import {
  readAcceptedCommands,
  readStoredDeadLetters,
  readStoredRejections,
  writeEmission,
} from './stored-outcomes.js';

const AT = new Date('2026-06-19T18:00:00.000Z');

describe('the statements that read stored outcomes to emit them again', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
    for (const [seller_id, event_id] of [
      ['ann', 'e'],
      ['ann', 'f'],
      ['ben', 'e'],
    ])
      await database.pool.query(
        `INSERT INTO inventory_rejection (seller_id, event_id, sku, operation, quantity, reason, facts, event_time, rejected_at, request_hash, source_topic, source_partition, source_offset)
         VALUES ($1, $2, 's', 'D', 9007199254740991, 'insufficient_stock', '{"available": 1}', $3, $3, '\\x00', 't', 3, 7)`,
        [seller_id, event_id, AT],
      );
    for (const [event_id, operation, version] of [
      ['reserve', 'R', 1],
      ['receive', 'I', 2],
    ] as const)
      await database.pool.query(
        `INSERT INTO inventory_transaction (seller_id, event_id, sku, version, operation, status, quantity, requested_quantity, delta_quantity, to_bucket, to_location,
           event_time, accepted_at, schema_version, request_hash, source_topic, source_partition, source_offset, previous_digest, chain_digest)
         VALUES ('ann', $1, 's', $2, $3, 'accepted', 5, 5, 5, 'reserved', 'a', $4, $4, 2, decode(repeat('ab', 32), 'hex'), 't', 3, 9, decode(repeat('ab', 32), 'hex'), decode(repeat('ab', 32), 'hex'))`,
        [event_id, version, operation, AT],
      );
    await database.pool.query(
      `INSERT INTO quarantine (source_topic, source_partition, source_offset, reason, detail, assignee, message_headers, quarantined_at, message_key, message_value, held, value_bytes, value_digest, digest_of)
       VALUES ('t', 3, 7, 'not_json', 'why', 'ann', '{"a": "b"}', $1, 'k', 'x', 'whole', NULL, NULL, NULL),
         ('t', 3, 8, 'too_large', 'why', 'ann', '{}', $1, NULL, 'head', 'head', 70000, decode(repeat('ab', 32), 'hex'), 'value')`,
      [AT],
    );
  });
  afterAll(() => database.drop());

  it('read the rejections of these events by seller and id, and no other', async () => {
    expect(
      await readStoredRejections(database.pool, [
        { seller_id: 'ann', event_id: 'e' },
        { seller_id: 'ben', event_id: 'f' },
        { seller_id: 'ann', event_id: 'receive' },
      ]),
    ).toEqual([
      {
        seller_id: 'ann',
        event_id: 'e',
        sku: 's',
        operation: 'D',
        quantity: Number.MAX_SAFE_INTEGER,
        reason: 'insufficient_stock',
        facts: { available: 1 },
        event_time: AT,
        rejected_at: AT,
        source_topic: 't',
        source_partition: 3,
        source_offset: 7,
      },
    ]);
  });

  it('read the dead letters at these positions, with what is known of a cut one', async () => {
    const at = (source_offset: number, source_partition = 3) => ({
      source_topic: 't',
      source_partition,
      source_offset,
    });
    const found = await readStoredDeadLetters(database.pool, [at(7), at(8), at(9), at(7, 4)]);
    const common = { seller_id: null, event_id: null, sku: null, detail: 'why', quarantined_at: AT };
    expect(found.sort((a, b) => a.source_offset - b.source_offset)).toEqual([
      {
        ...at(7),
        ...common,
        reason: 'not_json',
        message_key: Buffer.from('k'),
        message_value: Buffer.from('x'),
        message_headers: { a: 'b' },
        value_bytes: null,
        value_digest: null,
        digest_of: null,
        held: 'whole',
      },
      {
        ...at(8),
        ...common,
        reason: 'too_large',
        message_key: null,
        message_value: Buffer.from('head'),
        message_headers: {},
        value_bytes: 70_000,
        value_digest: 'ab'.repeat(32),
        digest_of: 'value',
        held: 'head',
      },
    ]);
  });

  it('read the stock commands among these that were accepted, and no seller’s update', async () => {
    expect(
      await readAcceptedCommands(database.pool, [
        { seller_id: 'ann', event_id: 'reserve' },
        { seller_id: 'ann', event_id: 'receive' },
        { seller_id: 'ben', event_id: 'reserve' },
      ]),
    ).toEqual([
      {
        seller_id: 'ann',
        event_id: 'reserve',
        sku: 's',
        operation: 'R',
        version: 1,
        accepted_at: AT,
        source_topic: 't',
        source_partition: 3,
        source_offset: 9,
      },
    ]);
  });

  it('record an emission once, with the count of the first time', async () => {
    const emission = { repair_id: 'r.1', recovery_id: 'emi-1' };
    expect([
      await writeEmission(database.pool, emission, 2),
      await writeEmission(database.pool, emission, 5),
    ]).toEqual([true, false]);
    const { rows } = await database.pool.query(
      'SELECT repair_id, recovery_id, emitted FROM outcome_emission',
    );
    expect(rows).toEqual([{ ...emission, emitted: 2 }]);
  });
});
