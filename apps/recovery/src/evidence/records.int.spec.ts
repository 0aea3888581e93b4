import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { canonicalJson, CHAIN_START, type Evidence } from '@stockproof/evidence';
import { inTransaction } from '@stockproof/postgres';
import { aContent, testDatabase, type TestDatabase } from '@stockproof/testing';
import { listConfidence, findPublishedOffers, writeConfidence } from './sql/offer-confidence.js';
import { migrations } from '../migrations/index.js';
import {
  findEvidence,
  insertEvidence,
  listEvidence,
  markPublished,
  readChainEnd,
  unpublishedEvidence,
} from './sql/evidence.js';
import { findNewestSigned, findAttestedHeads, insertSignedHeads } from './sql/signed-heads.js';

const record = (sequence: number): Evidence =>
  ({
    ...aContent({ recovery_id: `rec-${sequence}` }),
    integrity: { sequence, previous_digest: 'p', content_digest: 'c', key_id: 'k', signature: 's' },
  }) as Evidence;
const head = (sku: string, version: number, seller_id = 'ann') => ({
  seller_id,
  sku,
  version,
  chain_digest: `${sku}${version}`,
});

describe('signed records in the database', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());

  it('form a chain, are found by number or recovery, and are published once each', async () => {
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
  });

  it('are appended one at a time', async () => {
    await inTransaction(database.pool, async (db) => {
      await readChainEnd(db);
      const { rows } = await database.pool.query<{ free: boolean }>(
        `SELECT pg_try_advisory_xact_lock(hashtext('stockproof evidence chain')) AS free`,
      );
      expect(rows).toEqual([{ free: false }]);
    });
  });

  it('give the newest head of each offer of the chain; only trusted records attest', async () => {
    for (const [source, chain, sequence, heads] of [
      ['evidence', 'ledger', 1, [head('a', 3), head('b', 9), head('a', 1, 'ben')]],
      ['evidence', 'ledger', 2, [head('a', 2)]],
      ['untrusted', 'ledger', 3, [head('a', 8)]],
      ['checkpoint', 'ledger', 1, [head('a', 5), head('c', 1)]],
      ['evidence', 'reservations', 4, [head('r', 7)]],
    ] as const)
      await insertSignedHeads(database.pool, { source, chain, sequence }, heads);
    expect(await findNewestSigned(database.pool, 'ledger', 'true')).toEqual([
      head('a', 5),
      head('a', 1, 'ben'),
      head('b', 9),
      head('c', 1),
    ]);
    expect(await findNewestSigned(database.pool, 'reservations', 'true')).toEqual([head('r', 7)]);
    expect(await findAttestedHeads(database.pool, `seller_id = 'ann'`)).toEqual([head('a', 3), head('b', 9)]);
  });

  it('give the last verdict on an offer, and are listed by its age', async () => {
    const reported = (confidence: string, recovery_id: string, at: string, ...skus: string[]) =>
      writeConfidence(
        database.pool,
        skus.map((sku) => ({ seller_id: 'ann', sku })),
        confidence,
        recovery_id,
        `2026-06-19T18:00:0${at}Z`,
      );
    await reported('trusted', 'one', '3.000', 'a', 'b', 'c');
    await reported('untrusted', 'two', '5.000', 'b');
    await reported('trusted', 'three', '4.500', 'd');
    await reported('trusted', 'nobody', '4.500');
    expect(
      (await findPublishedOffers(database.pool, 'one'))
        .map(({ sku, confidence, verified_at }) => [sku, confidence, verified_at.toISOString()])
        .sort(),
    ).toEqual([
      ['a', 'trusted', '2026-06-19T18:00:03.000Z'],
      ['c', 'trusted', '2026-06-19T18:00:03.000Z'],
    ]);
    const list = async (filter: Partial<Parameters<typeof listConfidence>[1]>, limit = 9) =>
      (await listConfidence(database.pool, { confidence: null, sku: null, after: null, ...filter }, limit))
        .map(({ sku }) => sku)
        .join('');
    const after = (sku: string, at: string) => ({
      after: { seller_id: 'ann', sku, verified_at: new Date(`2026-06-19T18:00:0${at}Z`) },
    });
    expect([
      await list({}),
      await list({}, 2),
      await list(after('a', '3.000')),
      await list(after('c', '3.000'), 1),
      await list(after('b', '5.000')),
    ]).toEqual(['acdb', 'ac', 'cdb', 'd', '']);
    expect([
      await list({ confidence: 'untrusted' }),
      await list({ confidence: 'trusted' }),
      await list({ sku: 'd' }),
      await list({ sku: 'd', confidence: 'untrusted' }),
    ]).toEqual(['b', 'acd', 'd', '']);
  });
});
