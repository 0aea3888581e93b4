import { offerKey, skuPartition, type StockRecaptureV1 } from '@stockproof/events';
import { describe, expect, it } from '@jest/globals';
import { partOf } from '@stockproof/testing/kit';
import { RunControl } from '../../engine/run-control.js';
import type { SendContext } from '../../engine/send-repairs.js';
import type { HistoryContext } from '../histories/barrier.js';
import type { LedgerVerification } from './compare-histories.js';
import { captureAgain, recapturesOf } from './recapture.js';

const name = (sku: string): string => offerKey('m', sku);

/** Offers of the ledger at these versions; of the capture up to these. */
function aVerification(
  ledger: Readonly<Record<string, number>>,
  cdc: Readonly<Record<string, number>>,
  change: object = {},
): LedgerVerification {
  return partOf<LedgerVerification>({
    missing_in_cdc: new Set(Object.keys(ledger).map(name)),
    refuted: new Set(),
    signed: [],
    fold: {
      offers: new Map(Object.entries(ledger).map(([sku, version]) => [name(sku), { version, fault: null }])),
    },
    captured: {
      history: {
        offers: new Map(Object.entries(cdc).map(([sku, version]) => [name(sku), { version }])),
      },
    },
    ...change,
  });
}

describe('rows that CDC lacks are requested', () => {
  it('from the first missing one on', () => {
    const found = recapturesOf(aVerification({ a: 5, b: 3 }, { a: 2 }), {
      recovery_id: 'rec',
      prefix: 'rec.1',
    });
    expect(found).toMatchObject([
      { type: 'recapture', sku: 'a', from_version: 3, recovery_id: 'rec' },
      { sku: 'b', from_version: 1 },
    ]);
    expect(new Set(found.map(({ repair_id }) => repair_id)).size).toBe(2);
  });

  it('not if the ledger is untrusted for the offer', () => {
    expect(
      recapturesOf(aVerification({ a: 5 }, {}, { refuted: new Set([name('a')]) }), {
        recovery_id: 'rec',
        prefix: 'rec.1',
      }),
    ).toEqual([]);
  });
});

describe('the run waits for them', () => {
  /**
   * Asks for versions 3 to 5 of a and 1 to 3 of b; so many rows arrive with each check at the ends, in this
   * partition.
   */
  async function waiting(
    arriving: number,
    partition: number,
    lost = false,
  ): Promise<{ polls: number; waited_ms: number; closed: boolean }> {
    let [polls, sent, arrived, closed] = [0, false, 0, false];
    const admin = {
      offsets: async () => {
        polls += 1;
        if (sent && !lost) arrived += arriving;
        return new Map(
          [0, 1, 2, 3, 4, 5, 6, 7].map((one) => [
            one,
            { low: 0, high: 100 + (one === partition ? arrived : 0) },
          ]),
        );
      },
      close: async () => void (closed = true),
    };
    const control = new RunControl();
    const owner = partOf<SendContext>({
      topic: 'repairs',
      key: 'sku',
      partitions: 8,
      partitionOf: () => 0,
      within_ms: 1_000,
      producer: { send: async () => void (sent = true) },
      owner: {
        query: async (_sql: string, [ids]: [string[]]) => ({
          rows: ids.map((repair_id) => ({ repair_id, outcome: 'applied' })),
        }),
      },
    });
    const context = partOf<HistoryContext>({
      broker: { admin: async () => admin },
      topics: { captured: 'c' },
      partitions: 8,
    });
    const recaptures = [
      ['a', 3],
      ['b', 1],
    ].map(([sku, from_version]) =>
      partOf<StockRecaptureV1>({
        recovery_id: 'rec',
        repair_id: `r.${String(sku)}`,
        seller_id: 'm',
        sku,
        from_version,
      }),
    );
    const began_ms = performance.now();
    if (lost) setTimeout(() => (control.aborted = 'enough'), 300);
    await captureAgain(context, aVerification({ a: 5, b: 3 }, {}), recaptures, owner, control).catch(
      () => undefined,
    );
    return { polls, waited_ms: performance.now() - began_ms, closed };
  }

  it.each([
    [6, 2],
    [3, 3],
    [2, 4],
    [5, 3],
  ])('%i at a time until as many as requested have arrived', async (arriving, polls) => {
    expect(await waiting(arriving, skuPartition('a', 8))).toMatchObject({ polls, closed: true });
  });

  it('ignoring other partitions, and not after it was aborted', async () => {
    const others =
      [0, 1, 2, 3, 4, 5, 6, 7].find((one) => one !== skuPartition('a', 8) && one !== skuPartition('b', 8)) ??
      0;
    const { polls, waited_ms, closed } = await waiting(0, others, true);
    expect([polls > 3, waited_ms < 10_000, closed]).toEqual([true, true, true]);
  });
});
