import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import { countFold, writeAnomalies, writeFingerprint } from './write-fold.js';

describe('the statements of a batch besides the view', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());
  const rows = async (sql: string) => (await database.pool.query<Record<string, unknown>>(sql)).rows;

  it('store its counts, summed by topic and partition', async () => {
    const counts = { received: 10, applied: 7, late: 2, duplicate: 2, anomalous: 1 };
    for (const [topic, partition] of [
      ['t', 1],
      ['t', 1],
      ['t', 2],
      ['u', 1],
    ] as const)
      await countFold(database.pool, topic, partition, counts);
    expect(await rows('SELECT * FROM projection_accounting ORDER BY topic, partition')).toEqual([
      { topic: 't', partition: 1, received: 20, applied: 14, late: 4, duplicate: 4, anomalous: 2 },
      { topic: 't', partition: 2, ...counts },
      { topic: 'u', partition: 1, ...counts },
    ]);
  });

  it('refuse counts that do not add up', async () => {
    const counts = { received: 10, applied: 7, late: 2, duplicate: 2, anomalous: 1 };
    for (const wrong of [{ received: 11 }, { late: 8 }])
      await expect(countFold(database.pool, 'v', 1, { ...counts, ...wrong })).rejects.toThrow();
  });

  it('store anomalies with their record position', async () => {
    const one = {
      source_offset: 7,
      kind: 'version_gap',
      seller_id: 'ann',
      sku: 's',
      expected_version: 4,
      found_version: 6,
      detail: 'two are missing',
    } as const;
    await writeAnomalies(database.pool, 't', 3, [
      one,
      {
        ...one,
        source_offset: 8,
        kind: 'unreadable',
        seller_id: null,
        sku: null,
        expected_version: null,
        found_version: null,
        detail: 'no JSON',
      },
    ]);
    await writeAnomalies(database.pool, 't', 3, []);
    expect(
      await rows(
        "SELECT source_topic, source_partition, source_offset, kind, seller_id, sku, expected_version, found_version, detail, seen_at > now() - interval '1 minute' AS now FROM projection_anomaly ORDER BY source_offset",
      ),
    ).toEqual([
      { source_topic: 't', source_partition: 3, ...one, now: true },
      {
        source_topic: 't',
        source_partition: 3,
        source_offset: 8,
        kind: 'unreadable',
        seller_id: null,
        sku: null,
        expected_version: null,
        found_version: null,
        detail: 'no JSON',
        now: true,
      },
    ]);
  });

  it('store each schema of the source table when it is first seen in a topic', async () => {
    for (const [topic, schema_json] of [
      ['t', '{}'],
      ['t', '{"again":1}'],
      ['u', '{}'],
    ] as const)
      await writeFingerprint(database.pool, topic, { fingerprint: 'f', schema_json });
    expect(
      await rows('SELECT topic, fingerprint, schema_json FROM schema_fingerprint ORDER BY topic'),
    ).toEqual([
      { topic: 't', fingerprint: 'f', schema_json: '{}' },
      { topic: 'u', fingerprint: 'f', schema_json: '{}' },
    ]);
  });
});
