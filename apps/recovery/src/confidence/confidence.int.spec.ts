import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BoundClient } from '@stockproof/postgres';
import { eventually, runningStack, seller, testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../migrations/index.js';
import { nextOffers } from '../flows/scope/sql/offers.js';
import { openProposals } from '../runs/sql/recoveries.js';
import { summariseConfidence } from '../evidence/sql/offer-confidence.js';

it('the offers after one come in their order, without it', async () => {
  const stack = runningStack();
  const ann = await seller(stack);
  const skus = ['a', 'b', 'c'].map((deadLetter) => `next-${deadLetter}`);
  await ann.post(
    skus.map((sku) => ({
      event_id: sku,
      sku,
      seller_id: ann.seller_id,
      quantity: 1,
      operation: 'I',
      event_time: '2026-06-19T18:23:11Z',
    })),
  );
  const ledger = new pg.Pool({
    Client: BoundClient,
    connectionString: stack.databases['inventory'] ?? '',
    max: 1,
  });
  try {
    const after = (sku: string, limit: number) =>
      nextOffers(ledger, { seller_id: ann.seller_id, sku }, limit);
    await eventually(async () => expect((await after('', 3)).map(({ sku }) => sku)).toEqual(skus));
    expect(await after('', 2)).toEqual(skus.slice(0, 2).map((sku) => ({ seller_id: ann.seller_id, sku })));
    expect((await after('next-b', 1)).map(({ sku }) => sku)).toEqual(['next-c']);
    const next_seller = (await after('next-c', 1))[0];
    expect(next_seller === undefined || next_seller.seller_id > ann.seller_id).toBe(true);
  } finally {
    await ledger.end();
  }
});

describe('what is known of offers', () => {
  let records: TestDatabase;
  beforeAll(async () => {
    records = await testDatabase(migrations);
  });
  afterAll(() => records.drop());

  it('a repair is open from when it is asked for until it is over', async () => {
    const statuses = [
      'requested',
      'planned',
      'approved',
      'running',
      'paused',
      'rejected',
      'completed',
      'aborted',
      'failed',
    ];
    for (const mode of ['repair', 'verify', 'promote']) {
      for (const status of statuses) {
        await records.pool.query(
          `INSERT INTO recovery (recovery_id, flow, mode, scope, status, requested_by, version) VALUES ($1, 'f', $2, to_jsonb($4::text), $3, 'me', 1)`,
          [`${mode} ${status}`, mode, status, `${mode} ${status}`],
        );
      }
    }
    expect((await openProposals(records.pool)).sort()).toEqual(
      statuses
        .slice(0, 5)
        .map((status) => `repair ${status}`)
        .sort(),
    );
  });

  it('is counted by what it is, and is as old as its oldest', async () => {
    expect(await summariseConfidence(records.pool)).toEqual({
      trusted: 0,
      untrusted: 0,
      oldest_verified_at: null,
    });
    for (const [sku, confidence, second] of [
      ['a', 'trusted', 3],
      ['b', 'untrusted', 2],
      ['c', 'trusted', 4],
    ]) {
      await records.pool.query(
        `INSERT INTO offer_confidence VALUES ('ann', $1, $2, 'rec', to_timestamp($3))`,
        [sku, confidence, second],
      );
    }
    expect(await summariseConfidence(records.pool)).toEqual({
      trusted: 2,
      untrusted: 1,
      oldest_verified_at: new Date(2_000),
    });
  });
});
