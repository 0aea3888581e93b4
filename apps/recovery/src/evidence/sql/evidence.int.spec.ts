import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { canonicalJson, CHAIN_START, type Evidence } from '@stockproof/evidence';
import { inTransaction, type Queryable } from '@stockproof/postgres';
import { aContent, testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import {
  countUnpublished,
  findEvidence,
  insertEvidence,
  listEvidence,
  listProofsOfOffer,
  listSummaries,
  markPublished,
  readChainEnd,
  lockPublishing,
  unpublishedEvidence,
} from './evidence.js';
import { insertSignedHeads } from './signed-heads.js';

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
    const summaries = async (before: number, limit: number) =>
      (await listSummaries(database.pool, before, limit)).map(({ sequence }) => sequence);
    expect([await summaries(99, 9), await summaries(10, 9), await summaries(99, 1)]).toEqual([
      [10, 9, 8],
      [9, 8],
      [10],
    ]);
    const chain_digest = 'ab'.repeat(32);
    for (const [source, sequence, sku] of [
      ['evidence', 8, 's'],
      ['untrusted', 10, 's'],
      ['checkpoint', 9, 's'],
      ['evidence', 9, 't'],
    ] as const)
      await insertSignedHeads(database.pool, { source, chain: 'ledger', sequence }, [
        { seller_id: 'ann', sku, version: sequence, chain_digest },
      ]);
    const proofs = async (seller_id: string, before: number, limit = 9) =>
      (await listProofsOfOffer(database.pool, { seller_id, sku: 's' }, before, limit)).map(
        ({ recovery_id, version }) => [recovery_id, version],
      );
    expect(await proofs('ann', 99)).toEqual([
      ['rec-10', 10],
      ['rec-8', 8],
    ]);
    expect(await proofs('ann', 10)).toEqual([['rec-8', 8]]);
    expect(await proofs('ann', 99, 1)).toEqual([['rec-10', 10]]);
    expect(await proofs('bob', 99)).toEqual([]);
    expect(await listSummaries(database.pool, 9, 1)).toEqual([
      {
        sequence: 8,
        recovery_id: 'rec-8',
        digest: createHash('sha256')
          .update(canonicalJson(record(8)))
          .digest('hex'),
        recorded_at: expect.any(Date),
        flow: 'f',
        mode: 'verify',
        requested_by: 'me',
        confidence_status: null,
        version: null,
        chain_digest: null,
      },
    ]);
    const listed = async (after: number, limit: number) =>
      (await listEvidence(database.pool, after, limit)).map(
        (one) => (JSON.parse(one) as Evidence).recovery_id,
      );
    expect([await listed(0, 9), await listed(8, 1), await listed(10, 9)]).toEqual([
      ['rec-8', 'rec-9', 'rec-10'],
      ['rec-9'],
      [],
    ]);
    const unpublished = async () => {
      const { sequence, recovery_id, finished_at } = (await unpublishedEvidence(database.pool)) ?? {};
      return [sequence, recovery_id, finished_at];
    };
    expect(await unpublished()).toEqual([8, 'rec-8', record(8).finished_at]);
    await markPublished(database.pool, 9);
    expect(await countUnpublished(database.pool)).toBe(2);
    await markPublished(database.pool, 8);
    expect(await unpublished()).toEqual([10, 'rec-10', record(10).finished_at]);
    await markPublished(database.pool, 10);
    expect(await unpublishedEvidence(database.pool)).toBeNull();
  });

  it.each<[string, (db: Queryable) => Promise<unknown>, string]>([
    ['append one record at a time', readChainEnd, 'stockproof evidence chain'],
    ['are published by one process at a time', lockPublishing, 'stockproof evidence publishing'],
  ])('%s', async (_what, lock, name) => {
    await inTransaction(database.pool, async (db) => {
      await lock(db);
      const { rows } = await database.pool.query<{ free: boolean }>(
        `SELECT pg_try_advisory_xact_lock(hashtext($1)) AS free`,
        [name],
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
