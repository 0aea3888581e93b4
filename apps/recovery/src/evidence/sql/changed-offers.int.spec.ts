import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import { nextChanged, noteChanges, noteUnknown, postponeChanged, settleChanges } from './changed-offers.js';
import { nextAged, writeConfidence } from './offer-confidence.js';
import { readOfferCounts } from './offer-counts.js';

describe('offers that changed since their proof', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await database.pool.query('DELETE FROM offer_confidence');
    await database.pool.query('DELETE FROM changed_offer');
  });

  const offer = (sku: string, version = 1) => ({ seller_id: 'ann', sku, version });
  const note = (...offers: ReturnType<typeof offer>[]) => noteChanges(database.pool, offers);
  const countChanged = async () => (await readOfferCounts(database.pool, 24))?.changed_since_proven;
  const prove = (offers: ReturnType<typeof offer>[], confidence = 'trusted', recovery_id = 'rec') =>
    writeConfidence(database.pool, offers, confidence, recovery_id, new Date().toISOString());
  const queue = async (limit = 9) =>
    (await nextChanged(database.pool, limit))
      .map(({ sku, attempts, untrusted }) => `${sku}${attempts}${untrusted ? '!' : ''}`)
      .join(' ');
  /** The clock of the database, which notes changes and requests. */
  const now = async () =>
    (
      (await database.pool.query<{ at: Date }>('SELECT clock_timestamp() AS at')).rows[0]?.at ?? new Date(0)
    ).toISOString();

  it('are queued in the order of their change, those of one check by SKU, once', async () => {
    await note(offer('c'));
    await note(offer('b'), offer('a'));
    await note(offer('c', 2));
    expect([await queue(), await queue(2)]).toEqual(['c0 a0 b0', 'c0 a0']);
    expect(await countChanged()).toBe(0);
  });

  it('do not include offers that a trusted record attests at the same version', async () => {
    await prove([offer('a', 3), offer('b', 3)]);
    await prove([offer('c', 3)], 'untrusted');
    await note(offer('a', 3), offer('b', 4), offer('c', 3), offer('d', 3));
    expect(await queue()).toBe('b0 c0! d0');
    expect(await countChanged()).toBe(1);
  });

  it('include offers of the ledger without any verdict, once', async () => {
    await prove([offer('a')]);
    await note(offer('b', 7));
    const names = ['a', 'b', 'c'].map((sku) => ({ seller_id: 'ann', sku }));
    expect([await noteUnknown(database.pool, names), await noteUnknown(database.pool, names)]).toEqual([
      1, 0,
    ]);
    expect(await queue()).toBe('b0 c0');
  });

  it.each<[string, number | undefined, boolean, string]>([
    ['noted before the run was requested', undefined, false, ''],
    ['noted after, the record does not name the version', undefined, true, 'a0'],
    ['noted after, but of the version of the record', 5, true, ''],
    ['noted after, of another version', 4, true, 'a0'],
  ])('are settled by a verdict: %s', async (_what, version, later, left) => {
    const before = await now();
    await note(offer('a', 5));
    const requested_at = later ? before : await now();
    const verified = { seller_id: 'ann', sku: 'a', ...(version === undefined ? {} : { version }) };
    await settleChanges(
      database.pool,
      [verified, { seller_id: 'ann', sku: 'unknown' }],
      'trusted',
      requested_at,
    );
    expect(await queue()).toBe(left);
  });

  it('that change again during a verification are queued behind earlier ones', async () => {
    await note(offer('a'));
    const requested_at = await now();
    await note(offer('b'));
    await note(offer('a', 2));
    expect(await queue()).toBe('a0 b0');
    await settleChanges(database.pool, [offer('a', 1)], 'trusted', requested_at);
    expect(await queue()).toBe('b0 a0');
  });

  it('are due later if a run gave no verdict on them', async () => {
    await note(offer('a'), offer('b'), offer('c'));
    await prove([offer('b')], 'untrusted', 'rec-1');
    const unit = [offer('a'), offer('b')];
    await postponeChanged(database.pool, unit, { recovery_id: 'rec-1', retry_ms: 60_000 });
    expect(await queue()).toBe('b0! c0');
    await postponeChanged(database.pool, unit, { recovery_id: 'rec-1', retry_ms: -60_000 });
    expect(await queue()).toBe('a2 b0! c0');
    await settleChanges(database.pool, [offer('a')], 'trusted', await now());
    expect(await queue()).toBe('b0! c0');
  });

  it('are read through an index: rows read do not depend on the number of offers', async () => {
    await database.pool.query(`
      INSERT INTO offer_confidence (seller_id, sku, confidence, recovery_id, verified_at, due_from)
      SELECT 's', 'sku-' || n, 'trusted', 'rec', now() - n * interval '1 second', now() - n * interval '1 second'
      FROM generate_series(1, 50000) AS n`);
    await database.pool.query(`
      INSERT INTO changed_offer (seller_id, sku, version, queued_at, noted_at)
      SELECT 's', 'sku-' || n, 1, now() - n * interval '1 second', now() FROM generate_series(1, 50000) AS n`);
    await database.pool.query('ANALYZE');
    const client = await database.pool.connect();
    /** Whole scans of the two tables and rows read of them, by this connection. */
    const read = async () =>
      (
        await client.query<{ scans: number; rows: number }>(
          `SELECT sum(seq_scan)::int AS scans, sum(seq_tup_read + idx_tup_fetch)::int AS rows
           FROM pg_stat_xact_user_tables WHERE relname IN ('changed_offer', 'offer_confidence')`,
        )
      ).rows[0] ?? { scans: NaN, rows: NaN };
    try {
      await client.query('BEGIN');
      const before = await read();
      expect(await nextChanged(client, 8_000)).toHaveLength(8_000);
      expect(await nextAged(client, 1, 8_000)).toHaveLength(8_000);
      const after = await read();
      expect(after.scans - before.scans).toBe(0);
      // The page of either table, and the verdict on each changed offer; the planner looks at the ends of an index.
      expect(after.rows - before.rows).toBeLessThanOrEqual(3 * 8_000 + 100);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });
});
