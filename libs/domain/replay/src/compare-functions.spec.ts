import { describe, expect, it } from '@jest/globals';
import { type AvailabilityState, initialAvailability } from '@stockproof/availability';
import { compareFunctions, type Fault, type ShadowOffer } from './index.js';

type Shadow = ReadonlyMap<string, ShadowOffer<AvailabilityState>>;
const FAULT: Fault = { kind: 'version_missing', version: 1, detail: 'x' };
const offer = (
  sku: string,
  sellable: number,
  more: Partial<AvailabilityState> = {},
  fault: Fault | null = null,
): [string, ShadowOffer<AvailabilityState>] => [
  sku,
  {
    seller_id: 'ann',
    sku,
    fault,
    state: { ...initialAvailability(), sellable, ...more },
  } as ShadowOffer<AvailabilityState>,
];
const shadow = (...offers: [string, ShadowOffer<AvailabilityState>][]): Shadow => new Map(offers);
const NOTHING = {
  offers_compared: 0,
  offers_changed: 0,
  units_more: 0,
  units_less: 0,
  oversold_offers: 0,
  oversold_units: 0,
  impossible_offers: 0,
};

describe('two functions over the same histories', () => {
  it.each<[string, Shadow, Shadow, [string, number][], object]>([
    // live, candidate, what the ledger holds to be sold; the difference
    ['nothing', shadow(), shadow(), [], {}],
    ['the same', shadow(offer('s', 5)), shadow(offer('s', 5)), [['s', 5]], { offers_compared: 1 }],
    [
      'more, which the ledger holds',
      shadow(offer('s', 5)),
      shadow(offer('s', 7)),
      [['s', 7]],
      { offers_compared: 1, offers_changed: 1, units_more: 2 },
    ],
    [
      'more than the ledger holds',
      shadow(offer('s', 5)),
      shadow(offer('s', 8)),
      [['s', 5]],
      { offers_compared: 1, offers_changed: 1, units_more: 3, oversold_offers: 1, oversold_units: 3 },
    ],
    [
      'less',
      shadow(offer('s', 5)),
      shadow(offer('s', 1)),
      [['s', 5]],
      { offers_compared: 1, offers_changed: 1, units_less: 4 },
    ],
    [
      'what nobody has',
      shadow(offer('s', 0)),
      shadow(offer('s', 1)),
      [],
      { offers_compared: 1, offers_changed: 1, units_more: 1, oversold_offers: 1, oversold_units: 1 },
    ],
    [
      'what both promise and the ledger knows nothing of',
      shadow(offer('s', 2)),
      shadow(offer('s', 2)),
      [],
      { offers_compared: 1, oversold_offers: 1, oversold_units: 2 },
    ],
    [
      'too much in both',
      shadow(offer('s', 9)),
      shadow(offer('s', 9)),
      [['s', 5]],
      { offers_compared: 1, oversold_offers: 1, oversold_units: 4 },
    ],
    [
      'another number next to what can be sold',
      shadow(offer('s', 5)),
      shadow(offer('s', 5, { reserved: 1 })),
      [['s', 5]],
      { offers_compared: 1, offers_changed: 1 },
    ],
    [
      'another place',
      shadow(offer('s', 5, { locations: new Map([['a', 5]]) })),
      shadow(offer('s', 5, { locations: new Map([['b', 5]]) })),
      [['s', 5]],
      { offers_compared: 1, offers_changed: 1 },
    ],
    [
      'a place more',
      shadow(offer('s', 5)),
      shadow(offer('s', 5, { locations: new Map([['a', 5]]) })),
      [['s', 5]],
      { offers_compared: 1, offers_changed: 1 },
    ],
    [
      'a history that it cannot be applied to',
      shadow(offer('s', 5)),
      shadow(offer('s', 9, {}, FAULT)),
      [['s', 5]],
      { offers_compared: 1, impossible_offers: 1 },
    ],
    ['a history that is not sound', shadow(offer('s', 5, {}, FAULT)), shadow(offer('s', 9)), [['s', 5]], {}],
    ['one that the candidate did not see', shadow(offer('s', 5)), shadow(), [['s', 5]], {}],
    [
      'more here, less there',
      shadow(offer('s', 5), offer('t', 5)),
      shadow(offer('s', 6), offer('t', 3)),
      [
        ['s', 9],
        ['t', 9],
      ],
      { offers_compared: 2, offers_changed: 2, units_more: 1, units_less: 2 },
    ],
  ])('%s', (_name, live, candidate, in_ledger, difference) =>
    expect(compareFunctions(live, candidate, new Map(in_ledger)).difference).toEqual({
      ...NOTHING,
      ...difference,
    }),
  );

  it('orders the worst first', () => {
    const live = shadow(offer('a', 1), offer('b', 1), offer('c', 100));
    const { oversells } = compareFunctions(
      live,
      shadow(offer('a', 3), offer('b', 9), offer('c', 104)),
      new Map([
        ['a', 1],
        ['b', 1],
        ['c', 100],
      ]),
    );
    expect(oversells).toEqual([
      { seller_id: 'ann', sku: 'b', live: 1, candidate: 9, in_ledger: 1 },
      { seller_id: 'ann', sku: 'c', live: 100, candidate: 104, in_ledger: 100 },
      { seller_id: 'ann', sku: 'a', live: 1, candidate: 3, in_ledger: 1 },
    ]);
  });
});
