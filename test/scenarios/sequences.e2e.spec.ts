import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  askAvailability,
  eventually,
  queryDatabase,
  recover,
  runningStack,
  seller,
} from '@stockproof/testing';
import { tamper } from '../recovery/trial-offer.js';

const stack = runningStack();
const opened = seller(stack);

interface Step {
  readonly id: string;
  readonly operation: string;
  readonly quantity: number;
  readonly at?: string;
  readonly v2?: object;
}

const NOON = '2026-06-19T12:00:00Z';
const step = (id: string, operation: string, quantity: number, at = NOON, v2?: object): Step => ({
  id,
  operation,
  quantity,
  at,
  ...(v2 === undefined ? {} : { v2 }),
});

/** Sequences that a replay by last write, by time bucket or by event_time gets wrong. */
const SEQUENCES: [string, Step[], { version: number; sellable: number; stock_on_hand: number }][] = [
  [
    'counts A, B, A: the third counts like the first, and is no duplicate of it',
    [step('1', 'S', 5), step('2', 'S', 7), step('3', 'S', 5)],
    { version: 3, sellable: 5, stock_on_hand: 5 },
  ],
  [
    'deliveries A, B, A: the third is the first again',
    [step('1', 'S', 5), step('2', 'S', 7), step('1', 'S', 5)],
    { version: 2, sellable: 7, stock_on_hand: 7 },
  ],
  [
    'a receipt, its opposite, and the receipt once more',
    [step('1', 'I', 5), step('2', 'D', 5), step('3', 'I', 5)],
    { version: 3, sellable: 5, stock_on_hand: 5 },
  ],
  [
    'across the boundary of an hour',
    [step('1', 'I', 5, '2026-06-19T12:59:59.999Z'), step('2', 'D', 2, '2026-06-19T13:00:00.000Z')],
    { version: 2, sellable: 3, stock_on_hand: 3 },
  ],
  [
    'across the boundary of a day, in two zones',
    [
      step('1', 'I', 5, '2026-06-19T23:59:59.999Z'),
      step('2', 'D', 2, '2026-06-20T02:00:00.000+02:00'),
      step('3', 'I', 1, '2026-06-19T23:59:59.998Z'),
    ],
    { version: 3, sellable: 4, stock_on_hand: 4 },
  ],
  [
    'across the boundary of a year, the later one first',
    [step('1', 'I', 5, '2026-01-01T00:00:00Z'), step('2', 'I', 2, '2025-12-31T23:59:59.999Z')],
    { version: 2, sellable: 7, stock_on_hand: 7 },
  ],
  [
    'an older count after a newer one moves nothing',
    [step('1', 'S', 9, NOON), step('2', 'S', 3, '2026-06-19T11:59:59Z')],
    { version: 2, sellable: 9, stock_on_hand: 9 },
  ],
  [
    'version 1 and version 2 in turn',
    [
      step('1', 'I', 5),
      step('2', 'I', 4, NOON, { location_id: 'north' }),
      step('3', 'D', 1),
      step('4', 'M', 2, NOON, { to_bucket_type: 'damaged' }),
    ],
    { version: 4, sellable: 6, stock_on_hand: 8 },
  ],
];

describe('the replay of a sequence gives the live state', () => {
  it.concurrent.each(SEQUENCES)('%s', async (_name, steps, expected) => {
    const ann = await opened;
    const offer = { seller_id: ann.seller_id, sku: `seq-${randomUUID()}` };
    for (const { id, operation, quantity, at, v2 } of steps) {
      const event = {
        event_id: `${offer.sku}-${id}`,
        ...offer,
        operation,
        quantity,
        event_time: at,
        ...(v2 === undefined ? {} : { schema_version: 2, ...v2 }),
      };
      expect((await ann.post(event)).status).toBe(202);
    }
    const live = await eventually(async () => {
      const answer = await askAvailability(stack, `/v1/availability/${offer.sku}/${offer.seller_id}`);
      const shown = (await answer.json()) as Record<string, unknown>;
      expect(shown).toMatchObject(expected);
      return shown;
    });
    const ask = { scope: { type: 'by_offer', offers: [offer] } };
    expect((await recover(stack, ask)).confidence_status).toBe('trusted');
    await tamper(
      stack,
      'availability',
      'DELETE FROM offer_availability WHERE {offer}; DELETE FROM offer_location_availability WHERE {offer}',
      offer,
    );
    expect((await recover(stack, { ...ask, mode: 'repair' })).confidence_status).toBe('trusted');
    const [rebuilt] = await queryDatabase<{ version: string; sellable: string; stock_on_hand: string }>(
      stack,
      'availability',
      'SELECT version, sellable, stock_on_hand FROM offer_availability WHERE sku = $1',
      [offer.sku],
    );
    expect([Number(rebuilt?.version), Number(rebuilt?.sellable), Number(rebuilt?.stock_on_hand)]).toEqual([
      expected.version,
      expected.sellable,
      expected.stock_on_hand,
    ]);
    expect(live['version']).toBe(expected.version);
  });
});
