import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AppendedRow } from '@stockproof/events';
import { decide, evolve, initialOffer, type LostRows, type OfferState, recordRow } from '@stockproof/ledger';
import { inTransaction } from '@stockproof/postgres';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { anUpdate } from '@stockproof/testing/kit';
import { migrations } from '../migrations/index.js';
import { LedgerMovedError, putBackOffers } from './put-back-offers.js';

const PLACE = { source_topic: 'updates', source_partition: 3 };

/** An offer that lost everything: three rows, each accepted at a time of its own, and a rejection. */
function lostOffer(sku: string): LostRows {
  const rows: AppendedRow[] = [];
  const states: OfferState[] = [];
  let state = initialOffer();
  for (const [at, operation] of (['I', 'I', 'D'] as const).entries()) {
    const update = anUpdate({ event_id: `${sku}-${at}`, sku, seller_id: 'm', operation, quantity: 10 - at });
    const accepted_at_ms = 1_000 * (at + 1);
    const { movement } = decide(state, update, { accepted_at_ms, late_movements: 'apply', later: [] }) as {
      movement: Parameters<typeof recordRow>[2];
    };
    const row = recordRow(state, update, movement, {
      ...{ accepted_at_ms, request_hash: 'ab'.repeat(32), correlation_id: null, causation_id: null },
      ...{ ...PLACE, source_offset: at },
    });
    state = evolve(state, { version: row.version, movement, chain_digest: row.chain_digest });
    rows.push({ ...row, traceparent: null });
    states.push(state);
  }
  const rejection = {
    ...{ event_id: `${sku}-r`, sku, seller_id: 'm', operation: 'D' as const, quantity: 99 },
    ...{ reason: 'insufficient_stock', facts: { available: 19 }, event_time_ms: 5, rejected_at_ms: 2_500 },
    ...{ ...PLACE, source_offset: 9, request_hash: 'cd'.repeat(32), decided_on_version: 2 },
  };
  const offer = { seller_id: 'm', sku, state: initialOffer(), later: [], signed: null };
  return { offer, rows, states, rejections: [rejection] };
}

describe('rows that are put back', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
    await database.pool.query(
      `INSERT INTO consumer_position (consumer_group, topic, partition, epoch, next_offset, claimed_by, claimed_at)
       VALUES ('command-handler', 'updates', 3, 1, 0, 'x', now())`,
    );
  });
  afterAll(() => database.drop());

  const putBack = (recovery_id: string, offers: readonly LostRows[], next_offset = 0) =>
    inTransaction(database.pool, (db) =>
      putBackOffers(db, {
        recovery_id,
        consumer_group: 'command-handler',
        positions: [{ topic: 'updates', partition: 3, next_offset }],
        offers,
      }),
    );
  const stored = async () =>
    (
      await database.pool.query(
        `SELECT (SELECT count(*)::int FROM inventory_transaction) AS rows, (SELECT count(*)::int FROM inventory_rejection) AS rejections,
           (SELECT count(*)::int FROM repair_outcome) AS noted`,
      )
    ).rows[0] as object;

  it.each<[string, () => Promise<void>, string]>([
    ['the handler has decided since', () => putBack('rec-0', [lostOffer('a')], 1), 'LedgerMovedError'],
    [
      'a later offer has another head',
      async () => {
        const [one, two] = [lostOffer('a'), lostOffer('b')];
        const moved = { ...two, offer: { ...two.offer, state: two.states[0] ?? initialOffer() } };
        await putBack('rec-0', [one, moved]);
      },
      'StaleDecisionError',
    ],
  ])('are none if %s', async (_what, act, name) => {
    await expect(act()).rejects.toMatchObject({ name });
    expect(await stored()).toEqual({ rows: 0, rejections: 0, noted: 0 });
  });

  it('have their own times, heads and buckets, and are noted for the run; once', async () => {
    const lost = lostOffer('a');
    await putBack('rec-1', [lost]);
    const whole = { rows: 3, rejections: 1, noted: 1 };
    expect(await stored()).toEqual(whole);
    const { rows } = await database.pool.query(
      `SELECT version, extract(epoch FROM accepted_at)::int AS at, encode(chain_digest, 'hex') AS digest FROM inventory_transaction ORDER BY version`,
    );
    expect(rows).toEqual(
      lost.rows.map(({ version, chain_digest }) => ({ version, at: version, digest: chain_digest })),
    );
    const heads = await database.pool.query(
      `SELECT head.version, stock_on_hand, quantity, extract(epoch FROM head.updated_at)::int AS at
       FROM inventory_stock_on_hand AS head JOIN inventory_bucket USING (seller_id, sku)`,
    );
    expect(heads.rows).toEqual([{ version: 3, stock_on_hand: 11, quantity: 11, at: 3 }]);
    const rejection = await database.pool.query(
      `SELECT event_id, decided_on_version, extract(epoch FROM rejected_at)::float AS at FROM inventory_rejection`,
    );
    expect(rejection.rows).toEqual([{ event_id: 'a-r', decided_on_version: 2, at: 2.5 }]);
    await expect(putBack('rec-1', [lost])).rejects.toThrow();
    const only = { ...lostOffer('a'), rows: [], states: [], rejections: [] };
    await expect(putBack('rec-1', [only])).rejects.toBeInstanceOf(LedgerMovedError);
    expect(await stored()).toEqual(whole);
  });
});
