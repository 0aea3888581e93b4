import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { skuPartition } from '@stockproof/events';
import type { CheckResult } from '@stockproof/evidence';
import { BoundClient } from '@stockproof/postgres';
import { testBroker } from '@stockproof/testing';
import { offerOf, offersFoundBy } from '@stockproof/verification';
import { RunControl } from '../../../apps/recovery/src/engine/run-control.js';
import { verifyRanges } from '../../../apps/recovery/src/flows/ledger/units/verify-ranges.js';
import { verifyScope } from '../../../apps/recovery/src/flows/ledger/verify-scope.js';
import { selectorOf } from '../../../apps/recovery/src/flows/scope/scope-selector.js';
import { cdcValue } from './cdc-value.js';
import { fillHistories, type Histories, PARTITIONS } from './fill-histories.js';
import { verificationContext } from './verification-context.js';
import { ledgerRows } from '../replay/fill-ledger.js';

const [EVENTS, OFFERS] = [600, 60];
const folder = mkdtempSync(join(tmpdir(), 'stockproof-ranges-'));
let histories: Histories;
let drop: () => Promise<void>;

beforeAll(async () => {
  ({ histories, drop } = await fillHistories(folder, EVENTS, OFFERS, 40));
});
afterAll(async () => {
  await drop();
  rmSync(folder, { recursive: true, force: true });
});

async function statement(url: string, sql: string): Promise<void> {
  const client = new BoundClient(url);
  await client.connect();
  await client.query(`SET session_replication_role = replica; ${sql}`);
  await client.end();
}

const inLedger = (sql: string) => () => statement(histories.ledger_url, sql);
const inView = (sql: string) => () => statement(histories.view_url, sql);

/** Sends one message to the partition of a SKU. */
const publish =
  (topic: 'captured' | 'availability', sku: string, key: string | null, value: string | null, away = 0) =>
  async (): Promise<void> => {
    const producer = await testBroker().producer();
    const partition = (skuPartition(sku, PARTITIONS) + away) % PARTITIONS;
    await producer.send(histories[topic], [{ partition, key, value }]);
    await producer.close();
  };

const [row] = ledgerRows(1, 1);
if (row === undefined) throw new Error('no row');
const anInsert = (sku: string): string => cdcValue({ ...row, sku }, true);

const A_LATER_HEAD = `
  INSERT INTO checkpoint VALUES (1, '', 1, '', 'evidence-1', '', now());
  INSERT INTO signed_stream_head (source, chain, sequence, seller_id, sku, version, chain_digest)
  VALUES ('checkpoint', 'ledger', 1, '${row.seller_id}', '${row.sku}', 1000, repeat('a', 64))`;

/** In the order of what a check reports, whichever way it was found. */
function comparable({ name, status, failures, counterexamples }: CheckResult): object {
  return {
    name,
    status,
    failures,
    counterexamples: counterexamples.map((one) => JSON.stringify(one)).sort(),
  };
}

const WAYS = [
  ['from Kafka, in memory', { trusts: 'kafka', offsets_in_memory: 1_000_000 }],
  ['from Kafka, put aside', { trusts: 'kafka', offsets_in_memory: 0 }],
  ['sealed, the rest in memory', { trusts: 'sealed', offsets_in_memory: 1_000_000 }],
  ['sealed, the rest put aside', { trusts: 'sealed', offsets_in_memory: 0 }],
] as const;

/** Verifies everything at once and in ranges of few offers; both must find the same. Returns what failed. */
async function verifiedBothWays(how: (typeof WAYS)[number][1]): Promise<string[]> {
  const work = join(folder, 'work');
  const { context, close } = await verificationContext(histories, {
    ...how,
    folder: work,
    offers_in_range: 7,
  });
  const everything = selectorOf({ type: 'all' }, PARTITIONS, [], how.trusts);
  try {
    const options = { with_view: true };
    const whole = await verifyScope(context, everything, options, new RunControl());
    const ranges = await verifyRanges(context, everything, options, new RunControl());
    expect(ranges.checks.map(comparable)).toEqual(whole.checks.map(comparable));
    expect(ranges.counts).toEqual(whole.counts);
    expect([ranges.heads().count, ranges.heads().root()]).toEqual([
      whole.heads().count,
      whole.heads().root(),
    ]);
    expect(ranges.history).toEqual(whole.history);
    expect(ranges.sealed_segments).toEqual(whole.sealed_segments);
    expect(ranges.schema.fingerprints.toSorted()).toEqual(whole.schema.fingerprints.toSorted());
    const failed = whole.checks.filter(({ status }) => status === 'fail');
    const wrong = new Set([...failed.flatMap(offersFoundBy), ...whole.refuted, ...whole.missing_in_cdc]);
    expect(new Set(ranges.wrong.map(({ seller_id, sku }) => `${seller_id} ${sku}`))).toEqual(
      new Set([...wrong].map(offerOf).map(({ seller_id, sku }) => `${seller_id} ${sku}`)),
    );
    return failed.map(({ name }) => name);
  } finally {
    await close();
  }
}

/** Each change is looked for in the next way. */
let changes = 0;

describe('everything verified in ranges gives what it gives at once', () => {
  it.each(WAYS)('%s: sound histories pass', async (_way, how) => {
    expect(await verifiedBothWays(how)).toEqual([]);
  });

  it('a head that is signed while the ranges are read is not looked for in what was read before', async () => {
    const { context, close } = await verificationContext(histories, {
      trusts: 'sealed',
      folder: join(folder, 'work'),
      offers_in_range: 7,
    });
    let opened = 0;
    // The second snapshot of the ledger is the one that all ranges read; a checkpoint signs a version after it.
    const ledger_at: typeof context.ledger_at = async (id) => {
      const snapshot = await context.ledger_at(id);
      opened += 1;
      if (opened === 2) await statement(histories.records_url, A_LATER_HEAD);
      return snapshot;
    };
    const failed = async (given: typeof context): Promise<string[]> => {
      const everything = selectorOf({ type: 'all' }, PARTITIONS, [], 'sealed');
      const { checks } = await verifyRanges(given, everything, { with_view: true }, new RunControl());
      return checks.filter(({ status }) => status === 'fail').map(({ name }) => name);
    };
    try {
      expect(await failed({ ...context, ledger_at })).toEqual([]);
      // What begins afterwards misses it.
      expect(await failed(context)).toContain('history_unchanged_since_last_evidence');
    } finally {
      await statement(histories.records_url, 'DELETE FROM signed_stream_head; DELETE FROM checkpoint');
      await close();
    }
  });

  // Each change stays, so that the later ones are found among others.
  it.each<[string, string, () => Promise<void>]>([
    [
      'a row of the view',
      'view_matches_replay',
      inView(`UPDATE offer_availability SET sellable = 3 WHERE sku = 'sku-7'`),
    ],
    [
      'a missing row of the view',
      'view_matches_replay',
      inView(`DELETE FROM offer_availability WHERE sku = 'sku-21'`),
    ],
    [
      'a location of no offer',
      'view_matches_replay',
      inView(`INSERT INTO offer_location_availability VALUES ('ann', 'zzz', 'a', 1)`),
    ],
    [
      'a published message',
      'published_matches_view',
      publish('availability', 'sku-9', 'sku-9\u001fseller-9', '{"version":1,"revision":0}'),
    ],
    [
      'a message in another partition',
      'published_matches_view',
      publish('availability', 'sku-11', 'sku-11\u001fseller-11', '{"version":1,"revision":0}', 1),
    ],
    [
      'a bucket',
      'buckets_match_movements',
      inLedger(`UPDATE inventory_bucket SET quantity = quantity + 1 WHERE sku = 'sku-30'`),
    ],
    [
      'stock on hand',
      'stock_on_hand_matches_transactions',
      inLedger(`UPDATE inventory_stock_on_hand SET stock_on_hand = 1 WHERE sku = 'sku-31'`),
    ],
    [
      'a row of the ledger',
      'digest_chain_holds',
      inLedger(`UPDATE inventory_transaction SET event_id = 'x' WHERE sku = 'sku-40' AND version = 4`),
    ],
    [
      'a missing row of the ledger',
      'versions_contiguous',
      inLedger(`DELETE FROM inventory_transaction WHERE sku = 'sku-50' AND version = 10`),
    ],
    [
      'a CDC event of an unknown offer, beyond all others',
      'cdc_history_matches_table',
      publish('captured', '\u{1f600}', 'k', anInsert('\u{1f600}')),
    ],
    [
      'a CDC event of an unknown offer, before all others',
      'cdc_history_matches_table',
      publish('captured', '!', 'k', anInsert('!')),
    ],
    [
      'a CDC event of an update',
      'cdc_history_matches_table',
      publish('captured', 'sku-12', 'k', anInsert('sku-12').replace('"op":"c"', '"op":"u"')),
    ],
    [
      'a CDC event that nobody can read',
      'cdc_history_matches_table',
      publish('captured', 'sku-1', null, 'no JSON'),
    ],
    ['a tombstone', 'cdc_history_matches_table', publish('captured', 'sku-1', 'k', null)],
  ])('%s is found', async (_what, check, change) => {
    await change();
    const [, how] = WAYS[changes % WAYS.length] ?? WAYS[0];
    changes += 1;
    expect(await verifiedBothWays(how)).toContain(check);
  });

  it.each(WAYS)('%s: all of it together is found', async (_way, how) => {
    expect((await verifiedBothWays(how)).length).toBeGreaterThan(6);
  });
});
