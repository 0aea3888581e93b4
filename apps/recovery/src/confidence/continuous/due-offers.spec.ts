import { describe, expect, it } from '@jest/globals';
import { aPool } from '@stockproof/testing/kit';
import { DueOffers } from './due-offers.js';

type Query = { readonly name: string; readonly values?: readonly unknown[] };
const rowsOf = (skus: string, change: object = {}) =>
  [...skus].map((sku) => ({ seller_id: 'ann', sku, attempts: 0, untrusted: false, ...change }));

interface Given {
  readonly changed?: string;
  readonly aged?: string;
  /** SKUs of the ledger, in its order. */
  readonly ledger?: string;
  /** Of them, those that nobody queued; they are queued by being found. */
  readonly unknown?: string;
  readonly hours?: number | null;
  readonly running?: readonly { flow: string; scope: object }[];
}

/** Chooses so often; gives the units and the statements on the service's own database. */
async function choosing({ running = [], hours = 24, ...given }: Given, times = 1) {
  let changed = given.changed ?? '';
  let unknown = given.unknown ?? '';
  const asked: string[] = [];
  const records = aPool(async ({ name, values = [] }: Query) => {
    asked.push(name);
    if (name === 'next-changed') return { rows: rowsOf(changed) };
    if (name === 'next-aged') return { rows: rowsOf(given.aged ?? '') };
    if (name === 'list-leases') return { rows: running };
    const found = [...unknown].filter((sku) => (values[1] as string[]).includes(sku)).join('');
    unknown = unknown.replace(found, '');
    changed += found;
    return { rows: [], rowCount: found.length };
  });
  const ledger = aPool(async ({ values: [, after, limit] }: { values: [string, string, number] }) => ({
    rows: rowsOf([...(given.ledger ?? '')].filter((sku) => sku > after).join('')).slice(0, limit),
  }));
  const due = new DueOffers({
    records,
    ledger,
    flow: 'view',
    partitions: 1,
    max_offers: 2,
    proof_valid_hours: hours,
    retry_ms: 1_000,
  });
  const units: string[] = [];
  for (let turn = 0; turn < times; turn += 1)
    units.push((await due.next())?.offers.map(({ sku }) => sku).join('') ?? 'nothing');
  return { units, asked };
}

describe('the offers that are due', () => {
  it.each<[string, Given, string]>([
    ['those that changed, before the oldest proof', { changed: 'ab', aged: 'cd' }, 'ab'],
    ['then those whose proof is too old', { aged: 'cd' }, 'cd'],
    ['no proof by its age where no contract names one', { aged: 'cd', hours: null }, 'nothing'],
    ['then what the ledger has and nobody queued', { ledger: 'xyz', unknown: 'y' }, 'y'],
    ['then nothing', { ledger: 'xyz' }, 'nothing'],
    [
      'none that is being verified',
      { changed: 'ab', running: [{ flow: 'view', scope: { type: 'by_sku', skus: ['a'] } }] },
      'b',
    ],
    [
      'also those of another flow’s run',
      { changed: 'a', running: [{ flow: 'x', scope: { type: 'all' } }] },
      'a',
    ],
    [
      'nothing more where all of them are',
      { changed: 'a', aged: 'b', running: [{ flow: 'view', scope: { type: 'all' } }] },
      'nothing',
    ],
  ])('%s', async (_what, given, unit) => expect((await choosing(given)).units).toEqual([unit]));

  it('are searched for in the ledger page by page, repeatedly', async () => {
    const ledger = String.fromCharCode(...Array.from({ length: 200 }, (_none, n) => 0x4e00 + n));
    const unknown = ledger.charAt(150);
    const { units } = await choosing({ ledger, unknown }, 3);
    expect(units).toEqual(['nothing', unknown, unknown]);
  });

  it.each<[string, Given, number, string[], number]>([
    ['whole units', { changed: 'abcdefgh' }, 4, ['ab', 'cd', 'ef', 'gh'], 1],
    ['a half unit at the end', { changed: 'abc' }, 2, ['ab', 'c'], 1],
    ['another page when it is used up', { changed: 'abcd' }, 3, ['ab', 'cd', 'ab'], 2],
    [
      'another page when what is left is being verified',
      { changed: 'abc', running: [{ flow: 'view', scope: { type: 'by_sku', skus: ['c'] } }] },
      2,
      ['ab', 'ab'],
      2,
    ],
  ])('are read once for several units: %s', async (_what, given, times, units, pages) => {
    const found = await choosing(given, times);
    expect([found.units, found.asked.filter((name) => name === 'next-changed').length]).toEqual([
      units,
      pages,
    ]);
  });

  it('are not searched for in the ledger while a page lasts', async () => {
    const { asked } = await choosing({ changed: 'abc' }, 2);
    expect(asked).toEqual(['next-changed', 'list-leases', 'list-leases']);
  });

  it('are of each kind in turn, page by page', async () => {
    const { units } = await choosing({ changed: 'ab', aged: 'cd', ledger: 'xyz', unknown: 'y' }, 4);
    // What is found in the ledger is queued with what changed.
    expect(units).toEqual(['ab', 'cd', 'ab', 'y']);
  });
});
