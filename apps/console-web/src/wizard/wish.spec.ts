import { describe, expect, it } from '@jest/globals';
import { readScope } from './wish.js';

const typed = (type: string, names = '', from = '', to = '') => readScope({ type, names, from, to });

describe('a scope that was typed', () => {
  it.each<[string, ReturnType<typeof readScope>, object | RegExp]>([
    [
      'SKUs by line and comma',
      typed('by_sku', '1231241\n a , b'),
      { type: 'by_sku', skus: ['1231241', 'a', 'b'] },
    ],
    ['no SKU', typed('by_sku', ' ,\n'), /at least one SKU/],
    ['sellers', typed('by_seller', 's-1'), { type: 'by_seller', seller_ids: ['s-1'] }],
    ['offers', typed('by_offer', 's-1/a'), { type: 'by_offer', offers: [{ seller_id: 's-1', sku: 'a' }] }],
    ['no offer', typed('by_offer', 's-1'), /"s-1" is no offer/],
    ['everything', typed('all', 'ignored'), { type: 'all' }],
    [
      'a window',
      typed('by_time_window', '', '2026-06-19T18:00:00Z', '2026-06-19T19:00:00+00:00'),
      {
        type: 'by_time_window',
        from_event_time: '2026-06-19T18:00:00.000Z',
        to_event_time: '2026-06-19T19:00:00.000Z',
      },
    ],
    [
      'a window that ends first',
      typed('by_time_window', '', '2026-06-19T18:00:00Z', '2026-06-19T17:00:00Z'),
      /after the start/,
    ],
    ['half a window', typed('by_time_window', '', '2026-06-19T18:00:00Z'), /both times/],
    [
      'offsets',
      typed('by_topic_partition', 'inventory.updates.v1/3', '5', '9'),
      {
        type: 'by_topic_partition',
        topic: 'inventory.updates.v1',
        partition: 3,
        from_offset: 5,
        to_offset: 9,
      },
    ],
    [
      'offsets without a partition',
      typed('by_topic_partition', 'inventory.updates.v1', '5', '9'),
      /topic\/0/,
    ],
    ['no offsets', typed('by_topic_partition', 'a/0', '9', '9'), /two offsets/],
    ['another kind', typed('by_moon'), /no scope by_moon/],
  ])('%s', (_case, found, expected) => {
    if (expected instanceof RegExp)
      expect(found).toEqual({ ok: false, why: expect.stringMatching(expected) });
    else expect(found).toEqual({ ok: true, scope: expected });
  });
});
