import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inTransaction } from '@stockproof/postgres';
import { serviceDatabase, type TestDatabase } from '@stockproof/testing';
import { readSlot, readWalPosition, writeBarrierHeartbeat } from './capture.js';

describe('the statements about the progress of CDC', () => {
  let ledger: TestDatabase;
  beforeAll(async () => {
    ledger = await serviceDatabase('command-handler');
  });
  afterAll(() => ledger.drop());

  it('write a barrier heartbeat of their own, even if the clock goes back', async () => {
    const first = await writeBarrierHeartbeat(ledger.pool);
    expect(first.connector).toBe('barrier');
    expect(Math.abs(Date.now() * 1_000 - first.beat_us)).toBeLessThan(60_000_000);
    await ledger.pool.query(
      `UPDATE debezium_heartbeat SET beat_at = '2126-06-19T18:23:11.123456Z' WHERE connector = 'barrier'`,
    );
    expect(await writeBarrierHeartbeat(ledger.pool)).toEqual({
      connector: 'barrier',
      beat_us: 4_937_566_991_123_457,
    });
    const { rows } = await ledger.pool.query(
      `SELECT (extract(epoch FROM beat_at) * 1000000)::bigint AS beat_us FROM debezium_heartbeat`,
    );
    expect(rows).toEqual([{ beat_us: 4_937_566_991_123_457 }]);
  });

  it.each([
    ['auditor', 'SELECT write_barrier_heartbeat()', null],
    ['command_handler', 'SELECT write_barrier_heartbeat()', '42501'],
    ['auditor', `INSERT INTO debezium_heartbeat VALUES ('ledger', now())`, '42501'],
  ])('%s: %s gives %s', async (role, statement, refused) => {
    const { pool } = ledger;
    const asked = inTransaction(pool, async (db) => {
      await db.query(`SET LOCAL ROLE ${role}`);
      await db.query(statement);
    });
    const outcome = await asked.then(
      () => null,
      (error: { code?: string }) => error.code,
    );
    expect(outcome).toBe(refused);
  });

  it('read the position in the WAL', async () => {
    const { wal_lsn, taken_at } = await readWalPosition(ledger.pool);
    expect(wal_lsn).toMatch(/^[0-9A-F]+\/[0-9A-F]+$/);
    expect(Math.abs(Date.now() - taken_at.getTime())).toBeLessThan(60_000);
  });

  it('report messages of the outbox as sent when the slot has confirmed the position, not before', async () => {
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
    expect(await readSlot(ledger.pool, slot_name, confirmed)).toEqual({ active: false, passed: true });
    expect(await readSlot(ledger.pool, slot_name, beyond)).toEqual({ active: false, passed: false });
    expect(await readSlot(ledger.pool, 'another', confirmed)).toBeUndefined();
  });
});
