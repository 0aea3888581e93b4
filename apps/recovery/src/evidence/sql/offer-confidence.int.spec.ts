import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import {
  findPublishedOffers,
  listConfidence,
  nextAged,
  postponeAged,
  readConfidence,
  writeConfidence,
} from './offer-confidence.js';

describe('the newest verdicts on offers', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());
  beforeEach(() => database.pool.query('DELETE FROM offer_confidence'));

  it('are the last ones, and are listed by age', async () => {
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
    const published = async (after: string, limit: number) =>
      (
        await findPublishedOffers(
          database.pool,
          { recovery_id: 'one', finished_at: '2026-06-19T18:00:03.000Z' },
          { seller_id: after === '' ? '' : 'ann', sku: after },
          limit,
        )
      ).map(({ sku, confidence, verified_at }) => [sku, confidence, verified_at.toISOString()]);
    const [a, c] = ['a', 'c'].map((sku) => [sku, 'trusted', '2026-06-19T18:00:03.000Z']);
    expect([
      await published('', 9),
      await published('', 1),
      await published('a', 9),
      await published('c', 9),
    ]).toEqual([[a, c], [a], [c], []]);
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

  it('are due again by age, the oldest first; later without a verdict, and not after one', async () => {
    const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
    const offer = (sku: string) => ({ seller_id: 'ann', sku });
    for (const [sku, confidence, hours] of [
      ['a', 'trusted', 25],
      ['b', 'untrusted', 26],
      ['c', 'trusted', 23],
    ] as const)
      await writeConfidence(database.pool, [offer(sku)], confidence, `rec-${sku}`, ago(hours));
    const due = async (hours = 24, limit = 9) =>
      (await nextAged(database.pool, hours, limit))
        .map(({ sku, attempts, untrusted }) => `${sku}${attempts}${untrusted ? '!' : ''}`)
        .join(' ');
    expect([await due(), await due(22), await due(24, 1), await due(27)]).toEqual([
      'b0! a0',
      'b0! a0 c0',
      'b0!',
      '',
    ]);
    const postponed = { recovery_id: 'rec-b', proof_valid_hours: 24, retry_ms: 60_000 };
    await postponeAged(database.pool, [offer('a'), offer('b')], postponed);
    expect(await due()).toBe('b0!');
    await postponeAged(database.pool, [offer('a')], { ...postponed, retry_ms: -1 });
    expect(await due()).toBe('b0! a2');
    await postponeAged(database.pool, [offer('c')], { ...postponed, proof_valid_hours: null });
    await writeConfidence(database.pool, [offer('a')], 'trusted', 'rec-later', ago(25));
    expect(await due()).toBe('b0! a0');
  });

  it('are read for the offers of a scope', async () => {
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
