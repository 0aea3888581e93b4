import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../apps/command-handler/src/migrations/index.js';
import { readServer, readSlots } from '../../libs/adapter/connectors/src/sql/captured-server.js';

describe('a connector watch’s reads of the command handler’s server', () => {
  let database: TestDatabase;
  let slot = '';
  beforeAll(async () => {
    database = await testDatabase(migrations);
    slot = `${new URL(database.url).pathname.slice(1)}_slot`;
    await database.pool.query(`SELECT pg_create_logical_replication_slot($1, 'pgoutput')`, [slot]);
  });
  afterAll(() => database.drop());

  it('return this server and the accepted one, and the WAL position', async () => {
    const { rows } = await database.pool.query<{ id: string; wal: string }>(
      `SELECT system_identifier::text AS id, (pg_current_wal_lsn() - '0/0')::text AS wal FROM pg_control_system()`,
    );
    const server = await readServer(database.pool);
    expect([server.now.system_identifier, server.accepted]).toEqual([rows[0]?.id, server.now]);
    expect(server.wal_lsn).toBeGreaterThanOrEqual(BigInt(rows[0]?.wal ?? 0));
    await database.pool.query(`UPDATE capture_server SET system_identifier = 'other', timeline = 9`);
    expect(await readServer(database.pool)).toMatchObject({
      now: server.now,
      accepted: { system_identifier: 'other', timeline: 9 },
    });
  });

  it('are refused if no server was ever accepted', async () => {
    const client = await database.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('DELETE FROM capture_server');
      await expect(readServer(client)).rejects.toThrow('run the migrations');
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });

  it('return each slot of this database, its confirmed position and the WAL written since', async () => {
    const [before] = await readSlots(database.pool);
    expect(before).toMatchObject({
      slot_name: slot,
      active: false,
      wal_status: 'reserved',
      invalidation_reason: null,
    });
    const { wal_lsn } = await readServer(database.pool);
    expect(before?.confirmed_lsn).toBeLessThanOrEqual(wal_lsn);
    await database.pool.query(`SELECT pg_logical_emit_message(true, 'test', repeat('x', 1000))`);
    const after = await readSlots(database.pool);
    expect(after).toHaveLength(1);
    expect(after[0]?.confirmed_lsn).toBe(before?.confirmed_lsn);
    expect(after[0]?.lag_bytes).toBeGreaterThanOrEqual((before?.lag_bytes ?? 0) + 1_000);
  });
});
