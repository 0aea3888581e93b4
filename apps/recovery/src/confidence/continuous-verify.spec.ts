import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { OfferName } from '@stockproof/verification';
import { aPool } from '@stockproof/testing/kit';
import type { Pool } from 'pg';
import { ContinuousVerify } from './continuous-verify.js';
import { ProposeRepairs } from './propose-repairs.js';

type Asked = readonly [mode: string, skus: string];

/** Notes what the service asks itself for. */
function recoveries(asked: Asked[]) {
  return {
    requestBySystem: async (mode: 'verify' | 'repair', offers: readonly OfferName[]) => {
      asked.push([mode, offers.map(({ sku }) => sku).join('')]);
      return null as never;
    },
  };
}

const named = (skus: string): OfferName[] => [...skus].map((sku) => ({ seller_id: 'ann', sku }));

/** A ledger of these SKUs, which gives those after one. */
function ledgerOf(skus: () => string): Pool {
  const query = async ({ values: [, after, limit] }: { values: [string, string, number] }) => ({
    rows: named(skus())
      .filter(({ sku }) => sku > after)
      .slice(0, limit),
  });
  return aPool(query);
}

describe('ContinuousVerify', () => {
  it.each<[string, string, number, string[]]>([
    ['some at a time, round and round', 'abcde', 2, ['ab', 'cd', 'e', 'ab']],
    ['all there are, where they fit', 'abc', 5, ['abc', 'abc', 'abc', 'abc']],
    ['after the last whole page nothing, then the first again', 'abcd', 2, ['ab', 'cd', 'ab']],
    ['nothing of nothing', '', 2, []],
  ])('verifies %s', async (_name, skus, offers, turns) => {
    const asked: Asked[] = [];
    const verify = new ContinuousVerify({
      ledger: ledgerOf(() => skus),
      recoveries: recoveries(asked),
      every_ms: 0,
      offers,
      onFailed: () => undefined,
    });
    for (let turn = 0; turn < 4; turn += 1) await verify.turn();
    expect(asked).toEqual(turns.map((turn) => ['verify', turn]));
  });

  describe('while it runs', () => {
    afterEach(() => {
      jest.useRealTimers();
    });

    it.each([
      [0, 60_000, 0],
      [1_000, 3_999, 3],
      [300_000, 299_999, 0],
      [300_000, 300_000, 1],
    ])('every %i ms, in %i ms: %i turns; 0 is never', async (every_ms, passed_ms, turns) => {
      jest.useFakeTimers();
      const asked: Asked[] = [];
      const verify = new ContinuousVerify({
        ledger: ledgerOf(() => 'abc'),
        recoveries: recoveries(asked),
        every_ms,
        offers: 1,
        onFailed: () => undefined,
      });
      verify.start();
      await jest.advanceTimersByTimeAsync(passed_ms);
      await verify.stop();
      await jest.advanceTimersByTimeAsync(600_000);
      expect(asked).toHaveLength(turns);
    });
  });

  it('tells of a failure and goes on', async () => {
    const failed: string[] = [];
    const ledger = aPool(() => Promise.reject(new Error('away')));
    const verify = new ContinuousVerify({
      ledger,
      recoveries: recoveries([]),
      every_ms: 0,
      offers: 1,
      onFailed: ({ message }) => failed.push(message),
    });
    await verify.turn();
    await verify.turn();
    expect(failed).toEqual(['away', 'away']);
  });
});

describe('ProposeRepairs', () => {
  /** What is proposed, check by check: `suspect` offers, scopes of what is open, and what comes of it. */
  async function proposing(
    rounds: readonly { suspect: string; open?: readonly unknown[] }[],
  ): Promise<Asked[]> {
    const asked: Asked[] = [];
    let at = -1;
    const view = aPool(async () => ({ rows: named(rounds[(at += 1)]?.suspect ?? '') }));
    const records = aPool(async () => ({ rows: (rounds[at]?.open ?? []).map((scope) => ({ scope })) }));
    const propose = new ProposeRepairs({
      records,
      view,
      recoveries: recoveries(asked),
      every_ms: 0,
      onFailed: (error) => asked.push(['failed', error.message]),
    });
    while (at + 1 < rounds.length) await propose.turn();
    return asked;
  }

  const of = (skus: string) => ({ type: 'by_offer', offers: named(skus) });

  it.each<[string, Parameters<typeof proposing>[0], Asked[]]>([
    [
      'nothing of what is suspect for one verification',
      [{ suspect: 'a' }, { suspect: '' }, { suspect: 'a' }],
      [],
    ],
    ['what is suspect for two', [{ suspect: 'ab' }, { suspect: 'bc' }], [['repair', 'b']]],
    ['nothing that is asked for already', [{ suspect: 'a' }, { suspect: 'a', open: [of('a')] }], []],
    ['nothing that a wider one takes in', [{ suspect: 'a' }, { suspect: 'a', open: [{ type: 'all' }] }], []],
    [
      'what others do not take in',
      [{ suspect: 'ab' }, { suspect: 'ab', open: [of('b'), { type: 'by_sku', skus: ['z'] }] }],
      [['repair', 'a']],
    ],
    [
      'again when it is over and did not help',
      [{ suspect: 'a' }, { suspect: 'a' }, { suspect: 'a', open: [of('a')] }, { suspect: 'a' }],
      [
        ['repair', 'a'],
        ['repair', 'a'],
      ],
    ],
    [
      'in spite of a scope that nobody can read',
      [{ suspect: 'a' }, { suspect: 'a', open: [{ type: 'by_moon' }] }],
      [['repair', 'a']],
    ],
  ])('proposes %s', async (_name, rounds, asked) => expect(await proposing(rounds)).toEqual(asked));
});
