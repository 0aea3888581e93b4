import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceDatabase, type TestDatabase } from '@stockproof/testing';
import { readPositions, readProjection } from './projection.js';

const TOPIC_ID = '0f8fad5b-d9cb-469f-a165-70867728950e';

describe('the statements about the projection', () => {
  let view: TestDatabase;
  beforeAll(async () => {
    view = await serviceDatabase('availability-projection');
    await view.pool.query(
      `INSERT INTO consumer_position VALUES ('g', 'captured', 0, 40, 1, 'me', now()), ('g', 'captured', 1, NULL, 1, 'me', now()), ('h', 'captured', 0, 9, 1, 'me', now()), ('g', 'other', 0, 9, 1, 'me', now())`,
    );
    await view.pool.query(
      `UPDATE consumer_position SET topic_id = $1 WHERE consumer_group = 'g' AND partition = 0`,
      [TOPIC_ID],
    );
    await view.pool.query(
      `INSERT INTO published_position VALUES ('published', 0, 39, 1), ('other', 0, 7, 1), ('other', 1, 7, 1)`,
    );
  });
  afterAll(() => view.drop());

  it('read the consumed and published offsets by partition', async () => {
    const found = await readPositions(view.pool, 'g', 'captured', 'published');
    expect(found.sort((a, b) => a.partition - b.partition)).toEqual([
      { partition: 0, topic_id: TOPIC_ID, next_offset: 40, published_offset: 39 },
      { partition: 1, topic_id: null, next_offset: 0, published_offset: 0 },
    ]);
  });

  it('read the live function, and what was there before', async () => {
    expect(await readProjection(view.pool)).toEqual({
      live: { name: 'built-in', version: 1, digest: null },
      promoted_by: null,
    });
    await view.pool.query(
      `INSERT INTO projection_function (role, generation, name, version) VALUES ('next', 9, 'other', 9)`,
    );
    await view.pool.query(
      `UPDATE projection_function SET name = 'new', version = 2, digest = 'd', recovery_id = 'rec', previous_name = 'old', previous_version = 7, previous_digest = 'p', rows_changed = 5 WHERE role = 'live'`,
    );
    expect(await readProjection(view.pool)).toEqual({
      live: { name: 'new', version: 2, digest: 'd' },
      promoted_by: { recovery_id: 'rec', before: { name: 'old', version: 7, digest: 'p' }, rows_changed: 5 },
    });
  });

  it('fail without a live function', async () => {
    await view.pool.query(`DELETE FROM projection_function WHERE role = 'live'`);
    await expect(readProjection(view.pool)).rejects.toThrow('projection_function');
  });
});
