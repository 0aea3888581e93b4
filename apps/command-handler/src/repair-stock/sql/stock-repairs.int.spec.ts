import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LetterClosingV1, StockRecaptureV1 } from '@stockproof/events';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import { askForRecapture, closeDeadLetter, writeStockRepairOutcome } from './stock-repairs.js';

const RECAPTURE: StockRecaptureV1 = {
  schema_version: 1,
  type: 'recapture',
  recovery_id: 'rec',
  repair_id: 'r.1',
  seller_id: `o'neil`,
  sku: 's',
  from_version: 7,
};
const CLOSING: LetterClosingV1 = {
  schema_version: 1,
  type: 'closing',
  source_topic: 't',
  source_partition: 3,
  source_offset: 7,
  closed_at: '2026-06-19T18:00:00.000Z',
  closed_as: 'redriven',
  closed_by: 'rosa',
  seller_id: 'ann',
  event_id: 'e',
  reason: 'why',
};

describe('the statements of recovery’s requests to the command handler', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());
  const rows = async (sql: string) => (await database.pool.query<Record<string, unknown>>(sql)).rows;

  it('keep the first result of a repair and report a second one as not new', async () => {
    expect([
      await writeStockRepairOutcome(database.pool, RECAPTURE, 'stale'),
      await writeStockRepairOutcome(database.pool, RECAPTURE, 'applied'),
    ]).toEqual([true, false]);
    expect(await rows('SELECT repair_id, recovery_id, seller_id, sku, outcome FROM repair_outcome')).toEqual([
      { repair_id: 'r.1', recovery_id: 'rec', seller_id: `o'neil`, sku: 's', outcome: 'stale' },
    ]);
  });

  it('request the rows of one offer from a version on, or from the first', async () => {
    await askForRecapture(database.pool, RECAPTURE);
    const { from_version: _none, ...whole } = RECAPTURE;
    await askForRecapture(database.pool, { ...whole, repair_id: 'r.9' });
    const asked = await rows('SELECT id, type, data FROM debezium_signal ORDER BY id');
    const filters = asked.map(({ data }) => {
      const { 'additional-conditions': conditions } = JSON.parse(String(data)) as {
        'additional-conditions': { filter: string }[];
      };
      return conditions.map(({ filter }) => filter);
    });
    expect(asked.map(({ id, type }) => [id, type])).toEqual([
      ['r.1', 'execute-snapshot'],
      ['r.9', 'execute-snapshot'],
    ]);
    expect(filters).toEqual([
      [`seller_id = 'o''neil' AND sku = 's' AND version >= 7`],
      [`seller_id = 'o''neil' AND sku = 's' AND version >= 1`],
    ]);
  });

  it('close a dead letter once: the first closing stays', async () => {
    for (const [partition, offset] of [
      [3, 7],
      [3, 8],
      [4, 7],
    ] as const)
      await database.pool.query(
        `INSERT INTO quarantine (source_topic, source_partition, source_offset, reason, detail, assignee, message_headers, quarantined_at)
         VALUES ('t', $1, $2, 'malformed', 'why', 'ann', '{}', now())`,
        [partition, offset],
      );
    await closeDeadLetter(database.pool, CLOSING);
    await closeDeadLetter(database.pool, { ...CLOSING, closed_as: 'dismissed', closed_by: 'eve' });
    await closeDeadLetter(database.pool, { ...CLOSING, source_topic: 'none' });
    expect(
      await rows(
        `SELECT source_partition, source_offset, closed_at, closed_as, closed_by, closed_event_id, closed_reason
         FROM quarantine WHERE closed_at IS NOT NULL`,
      ),
    ).toEqual([
      {
        source_partition: 3,
        source_offset: 7,
        closed_at: new Date(CLOSING.closed_at),
        closed_as: 'redriven',
        closed_by: 'rosa',
        closed_event_id: 'e',
        closed_reason: 'why',
      },
    ]);
  });
});
