import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceDatabase, type TestDatabase } from '@stockproof/testing';
import { listQuarantined, listRejections } from './held-outcomes.js';

const at = (minute: number): Date => new Date(Date.parse('2026-06-19T18:00:00.000Z') + minute * 60_000);

describe('results in the tables', () => {
  let ledger: TestDatabase;
  beforeAll(async () => {
    ledger = await serviceDatabase('command-handler');
    for (const [index, sku] of ['a', 'b', 'a'].entries()) {
      await ledger.pool.query(
        `INSERT INTO inventory_rejection (seller_id, event_id, sku, operation, quantity, reason, facts, event_time, rejected_at, request_hash, source_topic, source_partition, source_offset)
         VALUES ('ann', $1, $2, 'D', 9007199254740991, 'insufficient_stock', '{"available": 1}', $3, $3, '\\x00', 't', 3, $4)`,
        [`e${index}`, sku, at(index), index],
      );
      await ledger.pool.query(
        `INSERT INTO quarantine (source_topic, source_partition, source_offset, reason, detail, assignee, seller_id, event_id, sku, message_headers, quarantined_at)
         VALUES ('t', 3, $1, 'malformed', 'why', 'ann', 'ann', 'e', $2, '{}', $3)`,
        [index, sku, at(index)],
      );
    }
  });
  afterAll(() => ledger.drop());

  it.each<[string, number, number, string, number[]]>([
    ['of all times', -9, 9, 'true', [0, 1, 2]],
    ['from a moment on, that one too', 1, 9, 'true', [1, 2]],
    ['before a moment, not that one', -9, 1, 'true', [0]],
    ['of one moment and none', 1, 1, 'true', []],
    ['of some offers', -9, 9, `sku = 'a'`, [0, 2]],
  ])('are listed %s', async (_what, from, to, condition, found) => {
    const rejections = await listRejections(ledger.pool, at(from), at(to), condition);
    const deadLetters = await listQuarantined(ledger.pool, at(from), at(to), condition);
    expect([
      rejections.map(({ source_offset }) => source_offset).sort(),
      deadLetters.map(({ source_offset }) => source_offset).sort(),
    ]).toEqual([found, found]);
  });

  it('are listed as they were published', async () => {
    const [rejection] = await listRejections(ledger.pool, at(0), at(1), 'true');
    expect(rejection).toMatchObject({
      seller_id: 'ann',
      event_id: 'e0',
      sku: 'a',
      operation: 'D',
      quantity: Number.MAX_SAFE_INTEGER,
      reason: 'insufficient_stock',
      facts: { available: 1 },
      event_time: at(0),
      rejected_at: at(0),
      source_topic: 't',
      source_partition: 3,
      source_offset: 0,
    });
    expect(await listQuarantined(ledger.pool, at(0), at(1), 'true')).toEqual([
      {
        source_topic: 't',
        source_partition: 3,
        source_offset: 0,
        reason: 'malformed',
        quarantined_at: at(0),
      },
    ]);
  });

  it('are dead letters in time order, by the topic that their log had', async () => {
    await ledger.pool.query(
      `INSERT INTO quarantine (source_topic, source_partition, source_offset, reason, detail, assignee, message_headers, quarantined_at)
       VALUES ('t@old', 3, 7, 'malformed', 'why', 'ann', '{}', $1)`,
      [at(0.5)],
    );
    const listed = await listQuarantined(ledger.pool, at(0), at(2), 'true');
    expect(listed.map(({ source_topic, source_offset }) => `${source_topic}/${source_offset}`)).toEqual([
      't/0',
      't/7',
      't/1',
    ]);
  });
});
