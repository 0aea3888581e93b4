import { expect, it } from '@jest/globals';
import type { ViewedOffer, ViewedSku } from '@stockproof/client/availability';
import { badgeOf } from './badge.js';

const limits = { low_units: 3, max_age_ms: 1_000 };
const freshness = { as_of: '2026-06-19T18:00:00.000Z', age_ms: 10, lag: 0, building: false };
const known = (seller_id: string, sellable: number): ViewedOffer => ({
  kind: 'known',
  seller_id,
  recovery_id: null,
  published_at: null,
  availability: {
    schema_version: 2,
    sku: 'A',
    seller_id,
    version: 1,
    revision: 0,
    stock_on_hand: sellable,
    sellable,
    reserved: 0,
    damaged: 0,
    return_to_vendor: 0,
    locations: [],
    event_time: '2026-06-19T18:00:00.000Z',
    accepted_at: '2026-06-19T18:00:00.000Z',
  },
});
const unreadable: ViewedOffer = { kind: 'unreadable', seller_id: 'u' };
const of = (...offers: ViewedOffer[]): ViewedSku => ({ kind: 'offers', offers, freshness });
const aged = (age_ms: number | null): ViewedSku => ({
  ...of(known('s', 9)),
  freshness: { ...freshness, age_ms },
});

it.each<[string, ViewedSku, string, number | null, string | null]>([
  ['enough', of(known('s', 4)), 'in_stock', 4, null],
  ['few', of(known('s', 3)), 'low_stock', 3, null],
  ['none', of(known('s', 0)), 'sold_out', 0, null],
  ['two sellers', of(known('s', 2), known('t', 2)), 'in_stock', 4, null],
  ['nobody offers it', of(), 'not_offered', 0, null],
  ['as old as may be', aged(1_000), 'in_stock', 9, null],
  ['older', aged(1_001), 'unknown', null, 'stale'],
  ['of no known age', aged(null), 'unknown', null, 'stale'],
  ['read for the first time', { kind: 'incomplete', freshness }, 'unknown', null, 'reading'],
  ['one offer cannot be read', of(known('s', 4), unreadable), 'unknown', null, 'unreadable'],
])('%s', (_case, said, badge, sellable, why) =>
  expect(badgeOf(said, limits)).toMatchObject({ badge, sellable, why, as_of: freshness.as_of }),
);
