import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import { advancePublished, claimPublished, readUnpublished } from '../../publish/sql/published-position.js';
import { writeView } from '../../view/sql/view-rows.js';
import type { ViewOffer } from '../../view/view.js';
import { resetPublished, suspectPartition } from './lost-partition.js';

const offer = (sku: string, changed_offset: number, version = 1, seller_id = 'ann'): ViewOffer => ({
  seller_id,
  sku,
  revision: 0,
  status: 'current',
  expected_version: 4,
  found_version: 5,
  changed_offset,
  traceparent: null,
  recovery_id: 'rec',
  state: {
    version,
    stock_on_hand: 1,
    sellable: 1,
    reserved: 0,
    damaged: 0,
    return_to_vendor: 0,
    locations: new Map(),
    event_time_ms: 1_000,
    newest_event_time_ms: 1_000,
    accepted_at_ms: 1_000,
  },
});

describe('the statements after the history of a partition is lost', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());

  it('make every offer of that partition suspect, without a version, and to be published', async () => {
    await writeView(database.pool, 1, [offer('a', 6), offer('b', 8)]);
    await writeView(database.pool, 2, [offer('c', 8)]);
    expect(await suspectPartition(database.pool, 1, 40)).toBe(2);
    const found = [
      ...(await readUnpublished(database.pool, 1, 0, undefined, 9)),
      ...(await readUnpublished(database.pool, 2, 0, undefined, 9)),
    ];
    expect(
      found.map(({ sku, status, revision, expected_version, found_version, changed_offset, recovery_id }) => [
        sku,
        status,
        revision,
        expected_version,
        found_version,
        changed_offset,
        recovery_id,
      ]),
    ).toEqual([
      ['a', 'suspect', 1, null, null, 40, null],
      ['b', 'suspect', 1, null, null, 40, null],
      ['c', 'current', 0, 4, 5, 8, 'rec'],
    ]);
  });

  it('reset the published position of one partition, also to a smaller offset, for its new epoch only', async () => {
    for (const [topic, partition] of [
      ['t', 1],
      ['t', 2],
      ['u', 1],
    ] as const) {
      await claimPublished(database.pool, topic, partition, 5);
      await advancePublished(database.pool, topic, partition, 5, 40);
    }
    await resetPublished(database.pool, 't', 1, 3, 7);
    const { rows } = await database.pool.query(
      'SELECT topic, partition, published_offset, epoch FROM published_position ORDER BY topic, partition',
    );
    expect(rows).toEqual([
      { topic: 't', partition: 1, published_offset: 3, epoch: 7 },
      { topic: 't', partition: 2, published_offset: 40, epoch: 5 },
      { topic: 'u', partition: 1, published_offset: 40, epoch: 5 },
    ]);
    expect(await claimPublished(database.pool, 't', 1, 6)).toBeUndefined();
  });
});
