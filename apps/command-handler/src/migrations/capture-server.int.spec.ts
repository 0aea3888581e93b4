import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migratedDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from './index.js';

const REFUSED = '28000';

describe('the function that a connector calls before it uses its slot', () => {
  let database: TestDatabase;
  let slot: string;
  const ask = (name: string): Promise<unknown> =>
    database.pool.query('SELECT require_capture_slot($1)', [name]);

  beforeAll(async () => {
    database = await migratedDatabase(migrations);
    const { rows } = await database.pool.query<{ slot_name: string }>(
      'SELECT slot_name FROM pg_replication_slots WHERE database = current_database() LIMIT 1',
    );
    slot = rows[0]?.slot_name ?? '';
  });
  afterAll(() => database.drop());

  it('returns if the slot is there', () => expect(ask(slot)).resolves.toBeDefined());

  it.each<[string, string, string, RegExp]>([
    ['a slot that is gone', 'SELECT', 'gone', /^slot_missing/],
    ['a slot of another database', 'SELECT', 'debezium_outbox_slot', /^slot_missing/],
    ['another timeline', 'UPDATE capture_server SET timeline = timeline + 1', '', /^other_server/],
    ['another system', `UPDATE capture_server SET system_identifier = '1'`, '', /^other_server/],
    ['no server at all', 'DELETE FROM capture_server', '', /^other_server/],
  ])(
    'refuses %s, with the one error that Debezium treats as permanent',
    async (_case, change, name, message) => {
      await database.pool.query(change);
      await expect(ask(name === '' ? slot : name)).rejects.toMatchObject({
        code: REFUSED,
        message: expect.stringMatching(message) as unknown,
      });
      await database.pool.query('SELECT accept_capture_server()');
      await ask(slot);
    },
  );

  it('can be called by no service to accept a server', async () => {
    const { rows } = await database.pool.query(
      `SELECT role FROM unnest(ARRAY['command_handler', 'debezium', 'auditor', 'recovery']) AS role
       WHERE has_function_privilege(role, 'accept_capture_server()', 'EXECUTE') OR has_table_privilege(role, 'capture_server', 'INSERT, UPDATE, DELETE')`,
    );
    expect(rows).toEqual([]);
  });
});
