import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import fc from 'fast-check';
import { migrations } from '../../migrations/index.js';
import { noteChanges, noteUnknown, settleChanges } from './changed-offers.js';
import { writeConfidence } from './offer-confidence.js';
import { checkOfferCounts, correctQueued, foldOfferCounts, readOfferCounts } from './offer-counts.js';

const DAY = 24 * 60;

describe('the counts of offers', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    for (const table of ['offer_confidence', 'changed_offer', 'offer_count'])
      await database.pool.query(`DELETE FROM ${table}`);
  });

  const offer = (sku: string, version = 1) => ({ seller_id: 'ann', sku, version });
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
  const prove = (confidence: 'trusted' | 'untrusted', minutes: number, ...skus: string[]) =>
    writeConfidence(
      database.pool,
      skus.map((sku) => offer(sku)),
      confidence,
      'rec',
      ago(minutes),
    );
  const fold = () => foldOfferCounts(database.pool, 24);
  const rows = async () =>
    (await database.pool.query<{ rows: number }>('SELECT count(*)::int AS rows FROM offer_count')).rows[0]
      ?.rows;

  it('are by verdict and age, with the oldest, folded or not', async () => {
    for (const [confidence, minutes, sku] of [
      ['trusted', 1, 'a'],
      ['trusted', 11, 'b'],
      ['trusted', 62, 'c'],
      ['trusted', DAY + 60, 'd'],
      ['trusted', 9 * DAY, 'e'],
      ['untrusted', 2, 'f'],
      ['untrusted', 10 * DAY, 'g'],
    ] as const)
      await prove(confidence, minutes, sku);
    const counts = {
      trusted: 5,
      untrusted: 2,
      unverified: 0,
      changed_since_proven: 0,
      within_1_hour: 2,
      within_24_hours: 3,
      within_7_days: 4,
      past_proof_age: 3,
      verified_in_10_minutes: 2,
    };
    expect(await readOfferCounts(database.pool, 24)).toMatchObject(counts);
    expect(await readOfferCounts(database.pool, 1)).toMatchObject({ past_proof_age: 4 });
    expect(await readOfferCounts(database.pool, null)).toMatchObject({ past_proof_age: 0 });
    await fold();
    expect(await readOfferCounts(database.pool, 24)).toMatchObject(counts);
    expect((await readOfferCounts(database.pool, 24))?.oldest_verified_at?.getTime()).toBeLessThan(
      Date.now() - 9 * DAY * 60_000,
    );
  });

  it('are moved by a newer verdict, also one whose minute was folded into all that are old', async () => {
    await prove('trusted', 9 * DAY, 'a', 'b');
    await fold();
    await prove('untrusted', 0, 'a');
    await fold();
    expect(await readOfferCounts(database.pool, 24)).toMatchObject({
      trusted: 1,
      untrusted: 1,
      within_7_days: 0,
      past_proof_age: 1,
    });
  });

  it('say how many are queued without a verdict, and how many changed since their proof', async () => {
    const { pool } = database;
    const seen = async () => {
      const { unverified, changed_since_proven } = (await readOfferCounts(pool, 24)) ?? {};
      return [unverified, changed_since_proven];
    };
    await noteChanges(pool, [offer('a'), offer('b')]);
    await noteUnknown(pool, [offer('c')]);
    expect(await seen()).toEqual([3, 0]);
    await prove('trusted', 0, 'a', 'b');
    await settleChanges(pool, [offer('a'), offer('b')], 'trusted', ago(0));
    expect(await seen()).toEqual([1, 0]);
    await noteChanges(pool, [offer('a', 2), offer('b', 2)]);
    expect(await seen()).toEqual([1, 2]);
    // The change came after the run was requested, so the offer stays in the queue with the new verdict.
    await prove('untrusted', 0, 'b');
    await settleChanges(pool, [offer('b', 1)], 'untrusted', ago(60));
    expect(await seen()).toEqual([1, 1]);
  });

  it('stay few rows, and are the same after any folding', async () => {
    for (let round = 0; round < 30; round += 1) await prove('trusted', round % 3, 'a', 'b', 'c');
    await prove('trusted', 12 * DAY, 'd');
    await prove('trusted', 11 * DAY, 'e');
    const before = await readOfferCounts(database.pool, 24);
    expect(await rows()).toBeGreaterThan(10);
    await fold();
    expect([await readOfferCounts(database.pool, 24), await rows()]).toEqual([before, 2]);
  });

  const named = fc
    .uniqueArray(fc.nat({ max: 19 }), { minLength: 1 })
    .map((names) => names.sort((a, b) => a - b).map((name) => `s${String(name).padStart(2, '0')}`));
  const steps = fc.array(
    fc.record({
      kind: fc.constantFrom('note', 'fold', 'prove'),
      skus: named,
      version: fc.integer({ min: 1, max: 3 }),
      confidence: fc.constantFrom('trusted' as const, 'untrusted' as const),
      minutes: fc.nat({ max: 12 * DAY }),
      requested: fc.constantFrom(0, 60),
    }),
    { minLength: 8, maxLength: 12 },
  );
  type Steps = typeof steps extends fc.Arbitrary<infer T> ? T : never;

  async function work(given: Steps): Promise<void> {
    const { pool } = database;
    for (const { kind, skus, version, confidence, minutes, requested } of given) {
      const offers = skus.map((sku) => offer(sku, version));
      if (kind === 'fold') await fold();
      else if (kind === 'note') await noteChanges(pool, offers);
      else {
        await writeConfidence(pool, offers, confidence, 'rec', ago(minutes));
        await settleChanges(pool, offers, confidence, ago(requested));
      }
    }
  }

  it('agree with a count of all after several writers and folders at once', async () => {
    const { pool } = database;
    await fc.assert(
      fc.asyncProperty(fc.tuple(steps, steps, steps, steps), async (writers) => {
        await Promise.all(writers.map(work));
        await fold();
        expect(await checkOfferCounts(pool, 24)).toBe(0);
        await correctQueued(pool);
        const { rows: of_queue } = await pool.query<object>(`
          SELECT count(*) FILTER (WHERE confidence = 'trusted')::int AS changed_since_proven,
            count(*) FILTER (WHERE confidence IS NULL)::int AS unverified
          FROM changed_offer LEFT JOIN offer_confidence USING (seller_id, sku)`);
        expect(await readOfferCounts(pool, 24)).toMatchObject(of_queue[0] ?? {});
      }),
      { numRuns: 6 },
    );
  });

  it.each([
    [
      'a proof that was not counted',
      `INSERT INTO offer_count VALUES ('trusted', date_bin('1 minute', now(), 'epoch'), -3)`,
      3,
    ],
    [
      'a queue that was counted twice',
      `INSERT INTO offer_count SELECT * FROM offer_count WHERE state = 'unverified'`,
      1,
    ],
    ['counts that are gone', `DELETE FROM offer_count`, 3],
  ])('are corrected by a count of all: %s', async (_what, damage, differences) => {
    const { pool } = database;
    await prove('trusted', 0, 'a', 'b');
    await noteUnknown(pool, [offer('c')]);
    const before = await readOfferCounts(pool, 24);
    await pool.query(damage);
    expect(await readOfferCounts(pool, 24)).not.toEqual(before);
    expect(await checkOfferCounts(pool, 24)).toBe(differences);
    expect([await readOfferCounts(pool, 24), await checkOfferCounts(pool, 24)]).toEqual([before, 0]);
  });
});
