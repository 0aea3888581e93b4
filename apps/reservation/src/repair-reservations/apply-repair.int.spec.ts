import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ReservationRepairV1 } from '@stockproof/events';
import { inTransaction } from '@stockproof/postgres';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../migrations/index.js';
import { act } from '../requests/act.js';
import { applyRepair } from './apply-repair.js';

const LINE = { line: 0, seller_id: 'ann', sku: 's', location_id: 'default', quantity: 2 };
const STATE: NonNullable<ReservationRepairV1['state']> = {
  order_id: 'o',
  status: 'requested',
  requested_at: '2026-06-19T18:00:00.000Z',
  expires_at: '2026-06-19T19:00:00.000Z',
  attempts: 0,
  next_step_at: null,
  stuck: false,
  lines: [{ ...LINE, status: 'requested', reason: null, available: null }],
};

describe('applyRepair', () => {
  let database: TestDatabase;
  let reservation_id = '';
  let count = 0;
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    count += 1;
    reservation_id = `r${count}`;
  });

  const rows = async () =>
    (
      await database.pool.query<{ version: number; status: string }>(
        'SELECT version, status FROM reservation WHERE reservation_id = $1',
        [reservation_id],
      )
    ).rows;
  const lines = async () =>
    (
      await database.pool.query('SELECT sku, quantity FROM reservation_line WHERE reservation_id = $1', [
        reservation_id,
      ])
    ).rows;
  const corrupt = (sql: string) => database.pool.query(sql, [reservation_id]);
  const repair = (version: number, state: ReservationRepairV1['state'] = STATE, repair_id = `p${count}`) =>
    inTransaction(database.pool, (db) =>
      applyRepair(db, {
        schema_version: 1,
        type: 'repair',
        recovery_id: 'rec',
        repair_id,
        reservation_id,
        version,
        state,
      }),
    );

  /** A reservation that was asked for: its history has one event. */
  const ask = () =>
    inTransaction(database.pool, (db) =>
      act(
        db,
        reservation_id,
        {
          type: 'request',
          reservation_id,
          order_id: 'o',
          lines: [LINE],
          request_hash: 'h',
          nonce: '0123456789abcdef',
          client: 'web',
          requested_at_ms: Date.parse(STATE.requested_at),
          expires_at_ms: Date.parse(STATE.expires_at),
        },
        'test',
      ),
    );

  it('sets the view, whatever it had before', async () => {
    await ask();
    await corrupt(`UPDATE reservation SET status = 'held', version = 9 WHERE reservation_id = $1`);
    expect(await repair(1)).toBe('applied');
    expect([await rows(), await lines()]).toEqual([
      [{ version: 1, status: 'requested' }],
      [{ sku: 's', quantity: 2 }],
    ]);
  });

  it('inserts a missing row', async () => {
    await ask();
    await corrupt('DELETE FROM reservation_line WHERE reservation_id = $1');
    await corrupt('DELETE FROM reservation WHERE reservation_id = $1');
    expect(await repair(1)).toBe('applied');
    expect([await rows(), await lines()]).toEqual([
      [{ version: 1, status: 'requested' }],
      [{ sku: 's', quantity: 2 }],
    ]);
    // Whose it is, its history knows.
    expect(
      (
        await database.pool.query('SELECT client, units FROM reservation WHERE reservation_id = $1', [
          reservation_id,
        ])
      ).rows,
    ).toEqual([{ client: 'web', units: 2 }]);
  });

  it('deletes a row without a history', async () => {
    await corrupt(
      `INSERT INTO reservation (reservation_id, order_id, status, version, requested_at, expires_at) VALUES ($1, 'o', 'held', 1, now(), now())`,
    );
    expect(await repair(0, null)).toBe('applied');
    expect(await rows()).toEqual([]);
  });

  it('does nothing if the history has advanced', async () => {
    await ask();
    expect(await repair(2)).toBe('stale');
    expect(await repair(0, null, `q${count}`)).toBe('stale');
    expect([await rows(), await lines()]).toEqual([
      [{ version: 1, status: 'requested' }],
      [{ sku: 's', quantity: 2 }],
    ]);
  });

  it('leaves no row that it only locked', async () => {
    expect(await repair(2)).toBe('stale');
    expect(await rows()).toEqual([]);
  });

  it('is done once', async () => {
    await ask();
    expect(await repair(1)).toBe('applied');
    await corrupt(`UPDATE reservation SET status = 'held' WHERE reservation_id = $1`);
    expect(await repair(1)).toBe('again');
    expect(await rows()).toEqual([{ version: 1, status: 'held' }]);
    await corrupt('DELETE FROM reservation_line WHERE reservation_id = $1');
    await corrupt('DELETE FROM reservation WHERE reservation_id = $1');
    expect(await repair(1)).toBe('again');
    expect(await rows()).toEqual([]);
  });
});
