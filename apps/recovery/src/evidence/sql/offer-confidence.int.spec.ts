import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import {
  findPublishedOffers,
  listConfidence,
  readConfidence,
  summariseConfidence,
  writeConfidence,
} from './offer-confidence.js';

describe('what the newest records say of offers', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());
  beforeEach(() => database.pool.query('DELETE FROM offer_confidence'));

  it('is what the last of them said, and is listed by the age of that', async () => {
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

  it('is counted by what it is, and is as old as its oldest', async () => {
    expect(await summariseConfidence(database.pool)).toEqual({
      trusted: 0,
      untrusted: 0,
      oldest_verified_at: null,
    });
    for (const [sku, confidence, second] of [
      ['a', 'trusted', 3],
      ['b', 'untrusted', 2],
      ['c', 'trusted', 4],
    ]) {
      await database.pool.query(
        `INSERT INTO offer_confidence VALUES ('ann', $1, $2, 'rec', to_timestamp($3))`,
        [sku, confidence, second],
      );
    }
    expect(await summariseConfidence(database.pool)).toEqual({
      trusted: 2,
      untrusted: 1,
      oldest_verified_at: new Date(2_000),
    });
  });

  it('is read for the offers of a scope', async () => {
    const at = '2026-06-19T18:00:00.000Z';
    const offers = [
      { seller_id: 'ann', sku: 'a' },
      { seller_id: 'ben', sku: 'a' },
    ];
    await writeConfidence(database.pool, offers, 'untrusted', 'rec', at);
    expect(await readConfidence(database.pool, `seller_id = 'ben'`)).toEqual([
      { seller_id: 'ben', sku: 'a', confidence: 'untrusted', verified_at: new Date(at) },
    ]);
  });
});
