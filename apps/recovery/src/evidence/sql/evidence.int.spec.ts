import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { canonicalJson, CHAIN_START, type Evidence } from '@stockproof/evidence';
import { inTransaction } from '@stockproof/postgres';
import { aContent, testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import {
  countUnpublished,
  findEvidence,
  insertEvidence,
  listEvidence,
  markPublished,
  readChainEnd,
  unpublishedEvidence,
} from './evidence.js';

const record = (sequence: number): Evidence =>
  ({
    ...aContent({ recovery_id: `rec-${sequence}` }),
    integrity: { sequence, previous_digest: 'p', content_digest: 'c', key_id: 'k', signature: 's' },
  }) as Evidence;

describe('the statements of evidence', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());

  it('form a chain, find records by number or recovery, and publish each once', async () => {
    expect(await readChainEnd(database.pool)).toEqual(CHAIN_START);
    for (const sequence of [9, 10, 8]) {
      await database.pool.query(
        `INSERT INTO recovery (recovery_id, flow, mode, scope, status, requested_by, version) VALUES ($1, 'f', 'verify', '{}', 'completed', 'me', 1)`,
        [`rec-${sequence}`],
      );
      await insertEvidence(database.pool, record(sequence));
    }
    const text = canonicalJson(record(10));
    expect(await readChainEnd(database.pool)).toEqual({
      sequence: 10,
      digest: createHash('sha256').update(text).digest('hex'),
      finished_at: record(10).finished_at,
    });
    expect(await findEvidence(database.pool, 'rec-10')).toEqual({ sequence: 10, record: text });
    expect(await findEvidence(database.pool, 'none')).toBeNull();
    const listed = async (after: number, limit: number) =>
      (await listEvidence(database.pool, after, limit)).map(
        (one) => (JSON.parse(one) as Evidence).recovery_id,
      );
    expect([await listed(0, 9), await listed(8, 1), await listed(10, 9)]).toEqual([
      ['rec-8', 'rec-9', 'rec-10'],
      ['rec-9'],
      [],
    ]);
    const unpublished = async () =>
      (await unpublishedEvidence(database.pool)).map(
        ({ sequence, recovery_id }) => `${sequence} ${recovery_id}`,
      );
    expect(await unpublished()).toEqual(['8 rec-8', '9 rec-9', '10 rec-10']);
    await markPublished(database.pool, 9);
    expect(await unpublished()).toEqual(['8 rec-8', '10 rec-10']);
    expect(await countUnpublished(database.pool)).toBe(2);
  });

  it('append one record at a time', async () => {
    await inTransaction(database.pool, async (db) => {
      await readChainEnd(db);
      const { rows } = await database.pool.query<{ free: boolean }>(
        `SELECT pg_try_advisory_xact_lock(hashtext('stockproof evidence chain')) AS free`,
      );
      expect(rows).toEqual([{ free: false }]);
    });
  });

  it('allow one record per run and per number', async () => {
    await database.pool.query(
      `INSERT INTO recovery (recovery_id, flow, mode, scope, status, requested_by, version) VALUES ('rec-11', 'f', 'verify', '{}', 'completed', 'me', 1)`,
    );
    const second = { ...record(11), integrity: record(10).integrity };
    await expect(insertEvidence(database.pool, second)).rejects.toMatchObject({ code: '23505' });
    await expect(
      insertEvidence(database.pool, { ...record(11), recovery_id: 'rec-10' }),
    ).rejects.toMatchObject({ code: '23505' });
  });
});
