import { describe, expect, it } from '@jest/globals';
import { aPool, partOf } from '@stockproof/testing/kit';
import { LEADS_ALONE } from '../leader/leads-alone.js';
import type { Recoveries } from '../requests/recoveries.js';
import { ProposeRepairs } from './propose-repairs.js';

type Name = { readonly seller_id: string; readonly sku: string };
const ann = (sku: string): Name => ({ seller_id: 'ann', sku });

/** Suspect offers check by check, and the scopes of what is open; gives what was asked for. */
async function proposing(
  rounds: readonly (readonly Name[] | Error)[],
  open: readonly unknown[] = [],
  leading: readonly boolean[] = [],
) {
  const asked: unknown[] = [];
  const failed: string[] = [];
  const left = [...rounds];
  const leads = [...leading];
  const view = aPool(() => {
    const next = left.shift() ?? [];
    return next instanceof Error ? Promise.reject(next) : Promise.resolve({ rows: next });
  });
  const records = aPool(() => Promise.resolve({ rows: open.map((scope) => ({ scope })) }));
  const recoveries = partOf<Recoveries>({
    requestBySystem: (mode: string, offers: readonly Name[]) =>
      Promise.resolve(void asked.push([mode, offers.map(({ sku }) => sku).join('')])),
  });
  const propose = new ProposeRepairs({
    records,
    view,
    recoveries,
    leader: {
      get term() {
        return leads.shift() === false ? null : LEADS_ALONE.term;
      },
    },
    every_ms: 1,
    onFailed: (error) => void failed.push(error.message),
  });
  for (let turn = 0; turn < rounds.length; turn += 1) await propose.turn();
  return { asked, failed };
}

describe('a repair is proposed', () => {
  it.each<[string, (readonly Name[] | Error)[], unknown[], unknown[]]>([
    ['of nothing at the first verification: it may heal by itself', [[ann('a')]], [], []],
    [
      'of what is suspect still at the second',
      [
        [ann('a'), ann('b')],
        [ann('b'), ann('c')],
      ],
      [],
      [['repair', 'b']],
    ],
    [
      'of what was suspect at the verification before, not at one before that',
      [[ann('a')], [], [ann('a')]],
      [],
      [],
    ],
    [
      'once more where nobody asked yet',
      [[ann('a')], [ann('a')], [ann('a')]],
      [],
      [
        ['repair', 'a'],
        ['repair', 'a'],
      ],
    ],
    [
      'of nothing that somebody asked for',
      [
        [ann('a'), ann('b')],
        [ann('a'), ann('b')],
      ],
      [{ type: 'by_sku', skus: ['a'] }],
      [['repair', 'b']],
    ],
    ['of nothing where everything is asked for', [[ann('a')], [ann('a')]], [{ type: 'all' }], []],
    ['of all where what is open is no scope', [[ann('a')], [ann('a')]], ['nonsense'], [['repair', 'a']]],
  ])('%s', async (_what, rounds, open, expected) =>
    expect((await proposing(rounds, open)).asked).toEqual(expected),
  );

  it('only by the process that leads, which counts what it saw itself', async () => {
    const rounds = [[ann('a')], [ann('a')], [ann('a')]];
    expect((await proposing([...rounds, [ann('a')]], [], [true, false, true, true])).asked).toEqual([
      ['repair', 'a'],
    ]);
    expect((await proposing(rounds, [], [false, false, false])).asked).toEqual([]);
  });

  it('after a failed verification too', async () => {
    expect(await proposing([[ann('a')], new Error('away'), [ann('a')]])).toEqual({
      asked: [['repair', 'a']],
      failed: ['away'],
    });
  });
});
