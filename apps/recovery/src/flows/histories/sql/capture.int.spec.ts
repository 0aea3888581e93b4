import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceDatabase, type TestDatabase } from '@stockproof/testing';
import { readBeats, readOutboxSlot, readWalPosition } from './capture.js';

describe('how far the ledger is captured', () => {
  let ledger: TestDatabase;
  beforeAll(async () => {
    ledger = await serviceDatabase('command-handler');
  });
  afterAll(() => ledger.drop());

  it('the newest heartbeat of each connector, to the microsecond', async () => {
    await ledger.pool.query(
      `INSERT INTO debezium_heartbeat VALUES ('stock', '2026-06-19T18:23:11Z'), ('ledger', '2026-06-19T18:23:11.123456Z')`,
    );
    expect(await readBeats(ledger.pool)).toEqual([
      { connector: 'ledger', beat_us: 1_781_893_391_123_456 },
      { connector: 'stock', beat_us: 1_781_893_391_000_000 },
    ]);
  });

  it('where the log stands', async () => {
    const { wal_lsn, taken_at } = await readWalPosition(ledger.pool);
    expect(wal_lsn).toMatch(/^[0-9A-F]+\/[0-9A-F]+$/);
    expect(Math.abs(Date.now() - taken_at.getTime())).toBeLessThan(60_000);
  });

  it('outcomes are known to have left when the slot has confirmed the position, and not before', async () => {
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
