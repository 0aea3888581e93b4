import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runningStack, testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from './index.js';

const GOOD: Readonly<Record<string, string>> = {
  seller_id: `'m'`,
  event_id: `'e'`,
  sku: `'s'`,
  version: '1',
  operation: `'I'`,
  status: `'accepted'`,
  quantity: '5',
  requested_quantity: '5',
  delta_quantity: '5',
  to_bucket: `'sellable'`,
  to_location: `'default'`,
  event_time: 'now()',
  accepted_at: 'now()',
  schema_version: '2',
  request_hash: `sha256('')`,
  source_topic: `'t'`,
  source_partition: '0',
  source_offset: '0',
  previous_digest: `sha256('')`,
  chain_digest: `sha256('')`,
};

const insert = (change: Readonly<Record<string, string>> = {}): string => {
  const row = { ...GOOD, ...change };
  return `INSERT INTO inventory_transaction (${Object.keys(row).join()}) VALUES (${Object.values(row).join()})`;
};

describe('the ledger table', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await testDatabase(migrations);
    await database.pool.query(insert());
  });
  afterAll(() => database.drop());

  it.each<[string, string, RegExp]>([
    ['an update, even by the superuser', 'UPDATE inventory_transaction SET quantity = 6', /append-only/],
    ['an update of no row', 'UPDATE inventory_transaction SET quantity = 6 WHERE false', /append-only/],
    ['a delete', 'DELETE FROM inventory_transaction', /append-only/],
    ['a truncate', 'TRUNCATE inventory_transaction', /append-only/],
    ['the same event twice', insert({ version: '2' }), /duplicate key/],
    [
      'the id of one command twice',
      `${insert({ event_id: `'r'`, version: '7', operation: `'R'` })}; ${insert({ event_id: `'r'`, version: '8', operation: `'F'` })}`,
      /duplicate key/,
    ],
    ['the same version twice', insert({ event_id: `'f'` }), /duplicate key/],
    [
      'a delta that is not the movement',
      insert({ event_id: `'f'`, version: '2', delta_quantity: '4' }),
      /check constraint/,
    ],
    [
      'a quantity beyond 2^53-1',
      insert({
        event_id: `'f'`,
        version: '2',
        quantity: '9007199254740992',
        delta_quantity: '9007199254740992',
      }),
      /check constraint/,
    ],
    [
      'a bucket without a location',
      insert({ event_id: `'f'`, version: '2', to_location: 'NULL' }),
      /check constraint/,
    ],
    ['half a digest', insert({ event_id: `'f'`, version: '2', chain_digest: `'x'` }), /check constraint/],
    [
      'stock below zero',
      `INSERT INTO inventory_stock_on_hand VALUES ('m', 's', -1, 1, sha256(''), now())`,
      /check constraint/,
    ],
    [
      'a bucket below zero',
      `INSERT INTO inventory_bucket VALUES ('m', 's', 'sellable', 'default', -1, NULL, now())`,
      /check constraint/,
    ],
    [
      'accounts that do not add up',
      `INSERT INTO accounting VALUES ('t', 0, 2, 1, 0, 0, 0, 0, 0)`,
      /check constraint/,
    ],
  ])('refuses %s', (_name, sql, why) => expect(database.pool.query(sql)).rejects.toThrow(why));

  it('grants no service the right to change a row', async () => {
    const rights = await database.pool.query(
      `SELECT role, privilege FROM unnest(ARRAY['ingestion', 'command_handler', 'availability_projection', 'debezium', 'auditor']) AS role,
         unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) AS privilege
       WHERE has_table_privilege(role, 'inventory_transaction', privilege)`,
    );
    expect(rights.rows).toEqual([]);
  });

  it('lets no service read another service’s database', () => {
    const { parts } = runningStack();
    // But for the security log, which each may append to.
    const own = (name: string): boolean =>
      /_DATABASE_URL$/.test(name) && name !== 'STOCKPROOF_SECURITY_DATABASE_URL';
    const urls = Object.values(parts).flatMap(({ env }) => Object.entries(env).filter(([name]) => own(name)));
    expect(urls.map(([name]) => name).sort()).toEqual([
      'STOCKPROOF_AVAILABILITY_DATABASE_URL',
      'STOCKPROOF_IDENTITY_DATABASE_URL',
      'STOCKPROOF_INVENTORY_DATABASE_URL',
      'STOCKPROOF_RECOVERY_DATABASE_URL',
      'STOCKPROOF_RESERVATION_DATABASE_URL',
    ]);
    const audited = Object.values(parts).flatMap(({ env }) =>
      Object.entries(env).filter(([name]) => /^STOCKPROOF_AUDIT_/.test(name)),
    );
    expect(audited.map(([, url]) => new URL(url).username)).toEqual(['auditor', 'auditor', 'auditor']);
  });
});
