import { expect, it } from '@jest/globals';
import type { SellerUpdate } from './seller-calls.js';
import { whyText } from './why-text.js';

it.each<[string, Partial<SellerUpdate>, string]>([
  ['an accepted update', { status: 'accepted' }, ''],
  ['a superseded count', { status: 'superseded' }, 'a newer count of the bucket is known'],
  [
    'a movement that a count has already',
    { status: 'absorbed' },
    'a count of a later time has it already; nothing was moved',
  ],
  [
    'a late movement',
    { status: 'accepted_late' },
    'came late: a count or movements of a later time were there before it; both hold',
  ],
  [
    'a count of less than is held',
    { status: 'accepted_short' },
    'fewer were counted than are held, are set apart or have left since; nothing is left',
  ],
  [
    'a rejection with what was available',
    {
      status: 'rejected',
      reason: 'insufficient_stock',
      facts: { available: 1_200, bucket_type: 'sellable' },
    },
    'insufficient_stock, available 1\u2009200, bucket_type sellable',
  ],
  ['a rejection without facts', { status: 'rejected', reason: 'unknown', facts: {} }, 'unknown'],
  ['a quarantined message', { status: 'quarantined', reason: 'invalid' }, 'invalid'],
  ['a conflict', { status: 'conflict' }, 'its id came with another body; the first outcome stands'],
  ['a duplicate', { status: 'duplicate', duplicates: 1 }, 'came again once; the first outcome stands'],
  ['duplicates', { status: 'duplicate', duplicates: 3 }, 'came again 3 times; the first outcome stands'],
])('%s', (_what, update, expected) =>
  expect(whyText({ status: 'accepted', reason: null, facts: null, duplicates: null, ...update })).toBe(
    expected,
  ),
);
