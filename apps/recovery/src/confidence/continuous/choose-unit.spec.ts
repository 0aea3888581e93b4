import { describe, expect, it } from '@jest/globals';
import { skuPartition } from '@stockproof/events';
import type { Scope } from '@stockproof/recovery-run';
import { chooseUnit } from './choose-unit.js';

const PARTITIONS = 4;
/** SKUs of one character and their partitions of four: a 1, b 2, c 3, d 0, e 1, i 1. */
const HOME = Object.fromEntries([...'abcdei'].map((sku) => [sku, skuPartition(sku, PARTITIONS)]));

/** `a` is SKU a of ann, `ben/a` that of ben; `!` says that it was found wrong, a digit how often it got no verdict. */
function offer(text: string) {
  const [, seller_id = 'ann', sku = '', mark = '', attempts = '0'] =
    /^(?:([a-z]+)\/)?([a-z])(!?)(\d?)$/.exec(text) ?? [];
  return { seller_id, sku, untrusted: mark === '!', attempts: Number(attempts) };
}

const choose = (due: string, max_offers: number, running: readonly Scope[] = []): string => {
  const offers = due.split(' ').filter(Boolean).map(offer);
  const unit = chooseUnit(offers, { partitions: PARTITIONS, max_offers, running });
  return unit === null
    ? 'nothing'
    : unit.offers.map(({ seller_id, sku }) => (seller_id === 'ann' ? sku : `${seller_id}/${sku}`)).join(' ');
};

describe('the unit that is verified next', () => {
  it.each<[string, string, number, string]>([
    ['nothing of nothing', '', 9, 'nothing'],
    ['the most urgent offer first', 'b a', 1, 'b'],
    ['with others of its partition', 'a b c d e i', 9, 'a e i'],
    ['up to the limit', 'a e i', 2, 'a e'],
    ['with the same SKU of other sellers first', 'a e ben/a', 2, 'a ben/a'],
    ['no part of a SKU that does not fit', 'a e ben/e', 2, 'a'],
    ['a part of a SKU that alone is too large', 'a ben/a cid/a', 2, 'a ben/a'],
    ['no offer that was found wrong with others', 'a e! i', 9, 'a i'],
    ['of those, all that are due', 'e! a i!', 9, 'e i'],
    ['what got no verdict in smaller units', 'a1 e1 i1', 8, 'a e'],
    ['at the end alone', 'a9 e9', 1_000, 'a'],
    ['not with what got one', 'a1 e', 8, 'a'],
  ])('%s', (_what, due, max_offers, unit) => expect(choose(due, max_offers)).toBe(unit));

  it.each<[string, string, Scope, string]>([
    ['no offer that is being verified', 'a e', { type: 'by_offer', offers: [offer('a')] }, 'e'],
    ['the next partition, where all of one are', 'a b', { type: 'by_sku', skus: ['a', 'e'] }, 'b'],
    ['nothing of a seller that is', 'a b', { type: 'by_seller', seller_ids: ['ann'] }, 'nothing'],
    ['nothing where everything is', 'a b', { type: 'all' }, 'nothing'],
    ['what is of another seller', 'a ben/a', { type: 'by_seller', seller_ids: ['ann'] }, 'ben/a'],
  ])('%s', (_what, due, running, unit) => expect(choose(due, 9, [running])).toBe(unit));

  it('has the partitions of the topics', () => {
    expect([HOME['a'], HOME['e'], HOME['i']]).toEqual([1, 1, 1]);
    expect(new Set([HOME['b'], HOME['c'], HOME['d'], 1]).size).toBe(4);
  });
});
