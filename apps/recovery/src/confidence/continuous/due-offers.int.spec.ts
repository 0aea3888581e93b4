import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { serviceDatabase, testDatabase, type TestDatabase } from '@stockproof/testing';
import { noteChanges, settleChanges } from '../../evidence/sql/changed-offers.js';
import { writeConfidence } from '../../evidence/sql/offer-confidence.js';
import { migrations } from '../../migrations/index.js';
import { DueOffers } from './due-offers.js';

const HOUR_MS = 3_600_000;

describe('the offers that are due, in the databases', () => {
  let records: TestDatabase;
  let ledger: TestDatabase;
  beforeAll(async () => {
    [records, ledger] = await Promise.all([testDatabase(migrations), serviceDatabase('command-handler')]);
  });
  afterAll(() => Promise.all([records.drop(), ledger.drop()]));
  beforeEach(async () => {
    await records.pool.query('DELETE FROM offer_confidence');
    await records.pool.query('DELETE FROM changed_offer');
    await ledger.pool.query('DELETE FROM inventory_stock_on_hand');
  });

  const offers = (skus: string) => [...skus].map((sku) => ({ seller_id: 'ann', sku, version: 1 }));
  const dueOffers = (retry_ms = 60_000) =>
    new DueOffers({
      records: records.pool,
      ledger: ledger.pool,
      flow: 'view',
      partitions: 1,
      max_offers: 4,
      proof_valid_hours: 24,
      retry_ms,
    });
  const next = async (due: DueOffers): Promise<string> =>
    (await due.next())?.offers.map(({ sku }) => sku).join('') ?? 'nothing';
  /** Stores a record of these offers that is so old. */
  const prove = async (
    skus: string,
    hours: number,
    confidence: 'trusted' | 'untrusted' = 'trusted',
    recovery_id = 'rec',
  ) => {
    const verified_at = new Date(Date.now() - hours * HOUR_MS).toISOString();
    await writeConfidence(records.pool, offers(skus), confidence, recovery_id, verified_at);
    await settleChanges(records.pool, offers(skus), confidence, new Date(Date.now() + HOUR_MS).toISOString());
  };

  it('are changed ones first, then the oldest proofs, then other offers of the ledger', async () => {
    await prove('x', 25);
    await prove('y', 26);
    await prove('z', 23);
    await noteChanges(records.pool, offers('ab'));
    for (const { seller_id, sku } of offers('abxyzq'))
      await ledger.pool.query(
        `INSERT INTO inventory_stock_on_hand VALUES ($1, $2, 1, 1, decode(repeat('00', 32), 'hex'), now())`,
        [seller_id, sku],
      );
    const due = dueOffers();
    const order = [await next(due)];
    await prove('ab', 0);
    order.push(await next(due));
    await prove('xy', 0);
    order.push(await next(due));
    await prove('q', 0);
    order.push(await next(due));
    expect(order).toEqual(['ab', 'xy', 'q', 'nothing']);
  });

  it('come back later and in parts without a verdict; a wrong one does not delay the others', async () => {
    await noteChanges(records.pool, offers('abcd'));
    const due = dueOffers(-1);
    const unit = await due.next();
    if (unit === null) throw new Error('nothing is due');
    await prove('b', 0, 'untrusted', 'rec-1');
    await due.postpone(unit, 'rec-1');
    // What got no verdict once comes one at a time: a quarter of four.
    expect(await next(due)).toBe('a');
    await noteChanges(
      records.pool,
      offers('b').map((offer) => ({ ...offer, version: 2 })),
    );
    await prove('acd', 0);
    // The rest of the page comes first.
    expect([await next(due), await next(due), await next(due)]).toEqual(['c', 'd', 'b']);
  });

  it('wait for their time after a unit without a verdict, changed or old', async () => {
    await prove('x', 25);
    await noteChanges(
      records.pool,
      offers('ax').map((offer) => ({ ...offer, version: 2 })),
    );
    const due = dueOffers();
    const unit = await due.next();
    if (unit === null) throw new Error('nothing is due');
    expect(unit.offers).toHaveLength(2);
    await due.postpone(unit, 'rec-1');
    expect(await next(due)).toBe('nothing');
  });

  it('do not include offers in a run of the same flow', async () => {
    await noteChanges(records.pool, offers('ab'));
    await records.pool.query(
      `INSERT INTO recovery (recovery_id, flow, mode, scope, status, requested_by, version) VALUES ('r', 'view', 'verify', '{}', 'running', 'ann', 1)`,
    );
    await records.pool.query(
      `INSERT INTO recovery_lease VALUES ('r', 'view', '{"type":"by_sku","skus":["a"]}', 'h', 1, now() + interval '1 hour')`,
    );
    expect(await next(dueOffers())).toBe('b');
  });
});
