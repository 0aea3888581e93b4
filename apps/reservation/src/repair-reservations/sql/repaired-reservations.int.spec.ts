import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ReservationRepairV1 } from '@stockproof/events';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import { holdRow, readVersion, removeView, writeReservationRepairOutcome } from './repaired-reservations.js';

const STATE = {
  order_id: 'o',
  status: 'held',
  requested_at: '2026-06-19T18:00:00.000Z',
  expires_at: '2026-06-19T18:01:00.000Z',
};

describe('the statements of a reservation that is repaired', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());
  const rows = async (sql: string) => (await database.pool.query<Record<string, unknown>>(sql)).rows;

  it('read the newest version of a stream, 0 if it has no event', async () => {
    await database.pool.query(
      `INSERT INTO event (stream, version, type, data, transaction_id)
       VALUES ('s', 1, 'a', '{}', '1'), ('s', 2, 'a', '{}', '1'), ('t', 9, 'a', '{}', '1')`,
    );
    expect([await readVersion(database.pool, 's'), await readVersion(database.pool, 'none')]).toEqual([2, 0]);
  });

  it('insert a missing row, and leave an existing one unchanged', async () => {
    expect([
      await holdRow(database.pool, 'h', 3, STATE),
      await holdRow(database.pool, 'h', 4, { ...STATE, status: 'confirmed' }),
    ]).toEqual([true, false]);
    expect(
      await rows(
        `SELECT version, status, order_id, requested_at, expires_at FROM reservation WHERE reservation_id = 'h'`,
      ),
    ).toEqual([
      {
        version: 3,
        status: 'held',
        order_id: 'o',
        requested_at: new Date(STATE.requested_at),
        expires_at: new Date(STATE.expires_at),
      },
    ]);
  });

  it('delete a reservation with its lines from the view, no other one, and none of its events', async () => {
    for (const id of ['gone', 'stays']) {
      await holdRow(database.pool, id, 1, STATE);
      await database.pool.query(
        `INSERT INTO reservation_line VALUES ($1, 1, 'ann', 's', 'default', 2, 'held', NULL, NULL)`,
        [id],
      );
    }
    await database.pool.query(
      `INSERT INTO event (stream, version, type, data, transaction_id) VALUES ('reservation-gone', 1, 'a', '{}', '1')`,
    );
    await removeView(database.pool, 'gone');
    await removeView(database.pool, 'none');
    expect(
      await rows(`SELECT reservation_id FROM reservation WHERE reservation_id IN ('gone', 'stays')
        UNION ALL SELECT 'line of ' || reservation_id FROM reservation_line
        UNION ALL SELECT stream FROM event WHERE stream = 'reservation-gone' ORDER BY 1`),
    ).toEqual([
      { reservation_id: 'line of stays' },
      { reservation_id: 'reservation-gone' },
      { reservation_id: 'stays' },
    ]);
  });

  it('keep the first result of a repair and report a second one as not new', async () => {
    const repair = { repair_id: 'r.1', recovery_id: 'rec', reservation_id: 'h' } as ReservationRepairV1;
    expect([
      await writeReservationRepairOutcome(database.pool, repair, 'applied'),
      await writeReservationRepairOutcome(database.pool, repair, 'stale'),
    ]).toEqual([true, false]);
    expect(await rows('SELECT repair_id, recovery_id, reservation_id, outcome FROM repair_outcome')).toEqual([
      { repair_id: 'r.1', recovery_id: 'rec', reservation_id: 'h', outcome: 'applied' },
    ]);
  });
});
