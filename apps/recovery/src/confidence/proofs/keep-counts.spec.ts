import { expect, it } from '@jest/globals';
import { aPool } from '@stockproof/testing/kit';
import { KeepCounts } from './keep-counts.js';

const HOUR_MS = 3_600_000;

/** Counts that differ by so many offers; `mine` false: another process checks them now. */
function keeping(differences: number, mine = true) {
  const asked: string[] = [];
  const said: number[] = [];
  const at = { ms: 0 };
  const counts = new KeepCounts({
    records: aPool(async (query: string | { readonly name: string }) => {
      const name = typeof query === 'string' ? query : query.name;
      asked.push(name);
      if (name === 'lock-offer-counts') return { rows: [{ mine }] };
      return { rows: name === 'check-offer-counts' ? [{ differences }] : [], rowCount: 0 };
    }),
    proof_valid_hours: 24,
    now_ms: () => at.ms,
    onDifference: (offers) => said.push(offers),
    onFailed: (error) => {
      throw error;
    },
  });
  const checks = (): number => asked.filter((name) => name === 'check-offer-counts').length;
  const folds = (): number => asked.filter((name) => name === 'fold-offer-counts').length;
  return { counts, said, at, checks, folds };
}

it('are folded at each turn, and checked at the first one and once an hour', async () => {
  const { counts, at, checks, folds } = keeping(0);
  const seen: number[][] = [];
  for (const ms of [0, HOUR_MS - 1, HOUR_MS, HOUR_MS + 60_000]) {
    at.ms = ms;
    await counts.turn();
    seen.push([folds(), checks()]);
  }
  expect(seen).toEqual([
    [1, 1],
    [2, 1],
    [3, 2],
    [4, 2],
  ]);
});

it.each([
  ['a difference is reported', 5, true, [5]],
  ['no difference is not', 0, true, []],
  ['another process checks: nothing is counted', 5, false, []],
])('%s', async (_what, differences, mine, reported) => {
  const { counts, said, checks } = keeping(differences, mine);
  await counts.turn();
  expect([said, checks()]).toEqual([reported, mine ? 1 : 0]);
});
