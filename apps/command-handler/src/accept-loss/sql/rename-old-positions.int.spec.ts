import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import { renameOldPlaces } from './rename-old-positions.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase(migrations);
});
afterAll(() => database.drop());

it('dead letters and conflicts of one partition of one topic are renamed, and no others', async () => {
  for (const [topic, partition] of [
    ['t', 1],
    ['t', 2],
    ['u', 1],
  ] as const) {
    await database.pool.query(
      `INSERT INTO quarantine (source_topic, source_partition, source_offset, reason, detail, assignee, message_headers, quarantined_at)
       VALUES ($1, $2, 3, 'not_json', 'why', 'ann', '{}', now())`,
      [topic, partition],
    );
    await database.pool.query(
      `INSERT INTO inventory_conflict VALUES ($1, $2, 4, 'ann', 'e', 'x', 'x', now())`,
      [topic, partition],
    );
  }
  await renameOldPlaces(database.pool, 't', 1, 't@5');
  for (const table of ['quarantine', 'inventory_conflict']) {
    const { rows } = await database.pool.query<{ place: string }>(
      `SELECT source_topic || '/' || source_partition AS place FROM ${table} ORDER BY 1`,
    );
    expect([table, rows.map(({ place }) => place)]).toEqual([table, ['t/2', 't@5/1', 'u/1']]);
  }
});
