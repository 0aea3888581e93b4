import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations as ledgerMigrations } from '../../apps/command-handler/src/migrations/index.js';
import { migrations } from '../../apps/recovery/src/migrations/index.js';
import { countEmitted, endEmission, noteEmission } from '../../apps/recovery/src/outcomes/sql/emissions.js';
import { listQuarantined, listRejections } from '../../apps/recovery/src/outcomes/sql/held-outcomes.js';
import { readOutboxSlot } from '../../apps/recovery/src/flows/histories/sql/capture.js';

const at = (minute: number): Date => new Date(Date.parse('2026-06-19T18:00:00.000Z') + minute * 60_000);

describe('outcomes that may be sent again', () => {
  let ledger: TestDatabase;
  let records: TestDatabase;
  beforeAll(async () => {
    [ledger, records] = [await testDatabase(ledgerMigrations), await testDatabase(migrations)];
    for (const [index, sku] of ['a', 'b', 'a'].entries()) {
      await ledger.pool.query(
        `INSERT INTO inventory_rejection (seller_id, event_id, sku, operation, quantity, reason, facts, event_time, rejected_at, request_hash, source_topic, source_partition, source_offset)
         VALUES ('ann', $1, $2, 'D', 9007199254740991, 'insufficient_stock', '{"available": 1}', $3, $3, '\\x00', 't', 3, $4)`,
        [`e${index}`, sku, at(index), index],
      );
      await ledger.pool.query(
        `INSERT INTO quarantine (source_topic, source_partition, source_offset, reason, detail, owner, seller_id, event_id, sku, message_headers, quarantined_at)
         VALUES ('t', 3, $1, 'malformed', 'why', 'ann', 'ann', 'e', $2, '{}', $3)`,
        [index, sku, at(index)],
      );
    }
  });
  afterAll(() => Promise.all([ledger.drop(), records.drop()]));

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

  it('are listed as they were told', async () => {
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

  it('are counted by the emission that asked for them', async () => {
    for (const [repair_id, recovery_id, emitted] of [
      ['emi-1.1', 'emi-1', 50],
      ['emi-1.2', 'emi-1', 7],
      ['emi-2.1', 'emi-2', 3],
    ] as const) {
      await ledger.pool.query(
        'INSERT INTO outcome_emission (repair_id, recovery_id, emitted) VALUES ($1, $2, $3)',
        [repair_id, recovery_id, emitted],
      );
    }
    const counted = await Promise.all(['emi-1', 'emi-2', 'none'].map((id) => countEmitted(ledger.pool, id)));
    expect(counted).toEqual([
      { messages: 2, emitted: 57 },
      { messages: 1, emitted: 3 },
      { messages: 0, emitted: 0 },
    ]);
  });

  it('leave behind who asked, why, and what came of it', async () => {
    for (const id of ['emi-1', 'emi-2'])
      await noteEmission(records.pool, {
        emission_id: id,
        by: 'grace',
        intent: 'why',
        what: 'missing',
        from: at(0),
        to: at(1),
        before: { missing: 2 },
      });
    await endEmission(records.pool, 'emi-1', 2, 1, { missing: 1 });
    const { rows } = await records.pool.query(
      'SELECT emission_id, by_subject, intent, what, from_time, to_time, found_before, asked, emitted, found_after, ended_at IS NULL AS open FROM emission ORDER BY emission_id',
    );
    const noted = {
      by_subject: 'grace',
      intent: 'why',
      what: 'missing',
      from_time: at(0),
      to_time: at(1),
      found_before: { missing: 2 },
    };
    expect(rows).toEqual([
      { emission_id: 'emi-1', ...noted, asked: 2, emitted: 1, found_after: { missing: 1 }, open: false },
      { emission_id: 'emi-2', ...noted, asked: null, emitted: null, found_after: null, open: true },
    ]);
  });

  it('are known to have left when the slot has confirmed the position, and not before', async () => {
    const one = async (sql: string, ...values: string[]): Promise<string> =>
      (await ledger.pool.query<{ text: string }>(sql, values)).rows[0]?.text ?? '';
    const slot_name = await one(
      `SELECT slot_name AS text FROM pg_create_logical_replication_slot('outcomes_' || pg_backend_pid(), 'pgoutput')`,
    );
    const confirmed = await one(
      'SELECT confirmed_flush_lsn::text AS text FROM pg_replication_slots WHERE slot_name = $1',
      slot_name,
    );
    const beyond = await one('SELECT ($1::pg_lsn + 1)::text AS text', confirmed);
    expect(await readOutboxSlot(ledger.pool, slot_name, confirmed)).toEqual({ active: false, passed: true });
    expect(await readOutboxSlot(ledger.pool, slot_name, beyond)).toEqual({ active: false, passed: false });
    expect(await readOutboxSlot(ledger.pool, 'another', confirmed)).toBeUndefined();
  });
});
