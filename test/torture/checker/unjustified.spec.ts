import { expect, it } from '@jest/globals';
import { type LedgerRow, type RefusedRow, unjustified } from './unjustified.js';

const offer = { seller_id: 'ann', sku: 's' };
const row = (
  version: number,
  operation: string,
  quantity: number,
  from_place: string | null,
  to_place: string | null,
  more: Partial<LedgerRow> = {},
): LedgerRow => ({
  ...offer,
  version,
  status: 'accepted',
  operation,
  quantity,
  requested_quantity: quantity,
  from_place,
  to_place,
  ...more,
});
/** 10 received, 8 reserved, 8 released. */
const ROWS = [
  row(1, 'I', 10, null, 'sellable/default'),
  row(2, 'R', 8, 'sellable/default', 'reserved/default'),
  row(3, 'U', 8, 'reserved/default', 'sellable/default'),
];
const sellable = { bucket_type: 'sellable', location_id: 'default' };
const refused = (
  reason: string,
  facts: object,
  decided_on_version: number | null,
  quantity = 11,
): RefusedRow => ({
  ...offer,
  event_id: 'e',
  operation: 'D',
  quantity,
  reason,
  facts: { ...facts },
  decided_on_version,
});

it.each<[string, RefusedRow, number]>([
  [
    'more than there was at first',
    refused('insufficient_stock', { ...sellable, available: 0, requested: 11 }, 0),
    0,
  ],
  [
    'more than there was while some was held',
    refused('insufficient_stock', { ...sellable, available: 2, requested: 11 }, 2),
    0,
  ],
  [
    'what was there, but before',
    refused('insufficient_stock', { ...sellable, available: 2, requested: 11 }, 3),
    1,
  ],
  [
    'what was there, but after',
    refused('insufficient_stock', { ...sellable, available: 2, requested: 11 }, 1),
    1,
  ],
  [
    'more than there was, at a version that is not there',
    refused('insufficient_stock', { ...sellable, available: 10, requested: 11 }, 4),
    1,
  ],
  [
    'more than there was, and nobody says when',
    refused('insufficient_stock', { ...sellable, available: 2, requested: 11 }, null),
    1,
  ],
  [
    'another place',
    refused('insufficient_stock', { ...sellable, location_id: 'north', available: 2, requested: 11 }, 2),
    1,
  ],
  [
    'less than there was',
    refused('insufficient_stock', { ...sellable, available: 10, requested: 5 }, 3, 5),
    1,
  ],
  [
    'another quantity than was asked for',
    refused('insufficient_stock', { ...sellable, available: 2, requested: 12 }, 2),
    1,
  ],
  ['a count that found what was there', refused('quantity_mismatch', { expected: 4, found: 8 }, 2), 0],
  ['a count that found what was not there', refused('quantity_mismatch', { expected: 4, found: 8 }, 1), 1],
  ['a count that found what it expected', refused('quantity_mismatch', { expected: 8, found: 8 }, 2), 1],
  [
    'a location more, next to as many as there were',
    refused('too_many_locations', { location_id: 'north', locations: 1 }, 2),
    0,
  ],
  [
    'a location that was used already',
    refused('too_many_locations', { location_id: 'default', locations: 1 }, 2),
    1,
  ],
  [
    'a location more, next to more than there were',
    refused('too_many_locations', { location_id: 'north', locations: 1 }, 0),
    1,
  ],
  [
    'no overflow',
    refused('quantity_overflow', { ...sellable, present: 2, stock_on_hand: 10, added: 11 }, 2),
    1,
  ],
])('a refusal of %s', (_what, one, wrong) => {
  expect(unjustified(ROWS, [one])).toHaveLength(wrong);
});

it.each<[string, LedgerRow, number]>([
  [
    'another quantity than was asked for',
    row(4, 'D', 1, 'sellable/default', null, { requested_quantity: 2 }),
    1,
  ],
  [
    'a count that moves the difference',
    row(4, 'S', 3, null, 'sellable/default', { requested_quantity: 13 }),
    0,
  ],
  [
    'a superseded count that moves something',
    row(4, 'S', 3, null, 'sellable/default', { status: 'superseded' }),
    1,
  ],
  ['a superseded count', row(4, 'S', 0, null, null, { status: 'superseded', requested_quantity: 3 }), 0],
  ['of everything on hand', row(4, 'C', 0, null, null, { status: 'superseded', requested_quantity: 3 }), 0],
])('a row with %s', (_what, one, wrong) => {
  expect(unjustified([...ROWS, one], [])).toHaveLength(wrong);
});
