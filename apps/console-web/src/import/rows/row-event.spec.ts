import { describe, expect, it } from '@jest/globals';
import { type ImportRules, rowEvent, rowEventId, rowOfEventId } from './row-event.js';

const DIGEST = 'ab'.repeat(32);
const rules: ImportRules = {
  file_digest: DIGEST,
  seller_id: 's-1',
  mapping: { sku: 0, quantity: 1 },
  same: { operation: 'I', event_time: '2026-06-19T18:23:11Z' },
};
const made = { schema_version: 2, event_id: `${DIGEST}-7`, seller_id: 's-1' };

describe('the update of a row', () => {
  it.each<[string, string[], Partial<ImportRules>, object]>([
    ['of two columns', ['a', '5'], {}, { ...made, ...rules.same, sku: 'a', quantity: 5 }],
    ['with blanks around', [' a ', ' 5 '], {}, { ...made, ...rules.same, sku: 'a', quantity: 5 }],
    ['with blanks inside', ['a b', '5'], {}, { ...made, ...rules.same, sku: 'a b', quantity: 5 }],
    ['without a quantity', ['a', ''], {}, { ...made, ...rules.same, sku: 'a' }],
    ['shorter than the header', ['a'], {}, { ...made, ...rules.same, sku: 'a' }],
    [
      'with a number that is none',
      ['a', '5 pcs'],
      {},
      { ...made, ...rules.same, sku: 'a', quantity: '5 pcs' },
    ],
    ['with a number in parts', ['a', '1.5'], {}, { ...made, ...rules.same, sku: 'a', quantity: '1.5' }],
    ['below zero', ['a', '-5'], {}, { ...made, ...rules.same, sku: 'a', quantity: -5 }],
    ['with a SKU of digits', ['007', '5'], {}, { ...made, ...rules.same, sku: '007', quantity: 5 }],
    [
      'with its own operation and time',
      ['a', '5', 'S', '2026-01-01T00:00:00Z'],
      { mapping: { ...rules.mapping, operation: 2, event_time: 3 } },
      { ...made, sku: 'a', quantity: 5, operation: 'S', event_time: '2026-01-01T00:00:00Z' },
    ],
    [
      'whose column for the operation is empty: not the one of the others',
      ['a', '5', ''],
      { mapping: { ...rules.mapping, operation: 2 } },
      { ...made, event_time: rules.same.event_time, sku: 'a', quantity: 5 },
    ],
  ])('%s', (_what, cells, change, expected) =>
    expect(rowEvent(cells, 7, { ...rules, ...change })).toEqual(expected),
  );
});

it.each<[string, number | null]>([
  [rowEventId(DIGEST, 200_000), 200_000],
  [`${DIGEST}-0`, null],
  [`${DIGEST}-07`, null],
  [`${DIGEST}-1x`, null],
  [`${'cd'.repeat(32)}-1`, null],
  ['evt-1', null],
])('the row of the id %s is %p', (event_id, expected) =>
  expect(rowOfEventId(DIGEST, event_id)).toBe(expected),
);
