import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { inTransaction } from '@stockproof/postgres';
import { dueCommands } from '@stockproof/reservation-saga';
import { eventually, testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../migrations/index.js';
import { act } from '../requests/act.js';
import { Reservations } from '../requests/reservations.js';
import { StockCommandWriter } from '../requests/stock-command-writer.js';
import { DriveSagas } from './drive-sagas.js';

const AN_HOUR_MS = 3_600_000;
const LINE = { seller_id: 'ann', sku: 's', location_id: 'default', quantity: 2 };
const acknowledged = { send: () => Promise.resolve([]), close: () => Promise.resolve() };
const ignore = (): void => undefined;

let database: TestDatabase;
/** The services' clock is ahead of the database's, which notes when something was recorded. */
let ahead_ms = 0;
const now_ms = (): number => Date.now() + ahead_ms;

beforeAll(async () => {
  database = await testDatabase(migrations);
});
afterAll(() => database.drop());

const statuses = async () =>
  Object.fromEntries(
    (
      await database.pool.query<{ reservation_id: string; status: string }>(
        'SELECT reservation_id, status FROM reservation',
      )
    ).rows.map(({ reservation_id, status }) => [reservation_id, status]),
  );

const over = () =>
  new Reservations({
    pool: database.pool,
    now_ms,
    writer: new StockCommandWriter(acknowledged, '', 4),
    onUnsent: ignore,
    quota: { open_at_most: 99, units_at_most: 99, max_hold_s: 1_000_000 },
  });

it('removes a due time at which nothing is due, instead of repeating it forever', async () => {
  const reservations = over();
  const asked = await reservations.request(
    {
      reservation_id: 'held',
      order_id: 'held',
      lines: [LINE],
      expires_in: 1_000,
      request_hash: 'h',
      beside_others: false,
    },
    'orders',
  );
  const event_id = dueCommands(asked)[0]?.event_id ?? '';
  await inTransaction(database.pool, (db) =>
    act(
      db,
      'held',
      {
        type: 'outcome',
        line: 1,
        operation: 'R',
        event_id,
        now_ms: now_ms(),
        answer: { accepted: true, version: 1 },
      },
      'ledger',
    ),
  );
  await database.pool.query(
    `UPDATE reservation SET next_step_at = now() - interval '1 hour' WHERE reservation_id = 'held'`,
  );
  const driver = new DriveSagas({
    pool: database.pool,
    reservations,
    now_ms,
    onStuck: ignore,
    onFailed: ignore,
  });
  driver.start();
  try {
    await eventually(async () => {
      const { rows } = await database.pool.query(
        `SELECT status, next_step_at FROM reservation WHERE reservation_id = 'held'`,
      );
      expect(rows).toEqual([{ status: 'held', next_step_at: null }]);
    });
  } finally {
    await driver.stop();
  }
});

it('expires unconfirmed reservations and repeats unanswered commands, even if an earlier one cannot be driven', async () => {
  const reservations = over();
  const ask = (reservation_id: string, expires_in: number) =>
    reservations.request(
      {
        reservation_id,
        order_id: reservation_id,
        lines: [LINE],
        expires_in,
        request_hash: 'h',
        beside_others: false,
      },
      'orders',
    );
  await ask('broken', 10);
  await ask('expires', 20);
  await ask('expires-too', 30);
  await ask('goes-on', 100_000);
  // Its first step is gone; events are append-only for everybody else.
  await database.pool.query(
    `BEGIN; SET LOCAL session_replication_role = replica; UPDATE event SET version = 2 WHERE stream = 'reservation-broken'; COMMIT`,
  );
  ahead_ms = AN_HOUR_MS;
  const failed: string[] = [];
  const driver = new DriveSagas({
    pool: database.pool,
    reservations,
    now_ms,
    onStuck: ignore,
    onFailed: ({ message }) => failed.push(message),
  });
  driver.start();
  try {
    await eventually(async () =>
      expect(await statuses()).toMatchObject({
        broken: 'requested',
        expires: 'releasing',
        'expires-too': 'releasing',
      }),
    );
    await eventually(async () => {
      const { rows } = await database.pool.query<{ attempts: number }>(
        `SELECT attempts FROM reservation WHERE reservation_id = 'goes-on'`,
      );
      expect(rows[0]?.attempts).toBeGreaterThan(0);
    });
  } finally {
    await driver.stop();
  }
  // It was skipped after it failed: not tried again with every turn.
  expect(failed.filter((message) => message.startsWith('broken '))).toHaveLength(1);
});
