import { describe, expect, it } from '@jest/globals';
import { type InventoryUpdate, requestHash } from '@stockproof/events';
import {
  deliveryKey,
  initialOffer,
  type LateMovements,
  type OfferState,
  type LaterRow,
  type PriorOutcome,
  sourceKind,
} from '@stockproof/ledger';
import { anUpdate } from '@stockproof/testing/kit';
import fc from 'fast-check';
import { decideBatch } from './decide-batch.js';
import type { Delivery, PoisonDelivery, UpdateDelivery } from '../decode/delivery.js';

const NOTHING_KNOWN = {
  priors: new Map<string, PriorOutcome>(),
  late_movements: new Map<string, LateMovements>(),
  later: new Map<string, readonly LaterRow[]>(),
  offers: new Map(),
  accepted_at_ms: 5,
};
/** An outcome of another message. */
const decidedElsewhere = (request_hash: string): PriorOutcome => ({
  request_hash,
  counted_as: 'accepted',
  source_topic: 't',
  source_partition: 0,
  source_offset: -1,
});
let offset = 0;

function delivery(change: Partial<InventoryUpdate>): UpdateDelivery {
  const update = anUpdate({ event_id: 'e1', quantity: 10, ...change });
  offset += 1;
  return {
    kind: 'update',
    update,
    request_hash: requestHash(update),
    source_topic: 't',
    source_partition: 0,
    source_offset: offset,
    correlation_id: null,
    causation_id: null,
    traceparent: null,
    value: Buffer.from('{}'),
  };
}

const poison: PoisonDelivery = {
  kind: 'poison',
  source_topic: 't',
  source_partition: 0,
  source_offset: 0,
  reason: 'malformed_json',
  detail: 'x',
  seller_id: null,
  event_id: null,
  sku: null,
  key: null,
  value: null,
  headers: {},
};
const id = (event_id: string, change: Partial<InventoryUpdate> = {}) => delivery({ event_id, ...change });
const counts = (batch: Delivery[], facts = NOTHING_KNOWN) => {
  const { received: _received, ...rest } = decideBatch(batch, facts).accounting;
  return Object.fromEntries(Object.entries(rest).filter(([, count]) => count > 0));
};

describe('decideBatch', () => {
  it.each<[string, Delivery[], Record<string, number>]>([
    ['nothing', [], {}],
    ['two events', [id('a'), id('b')], { accepted: 2 }],
    ['the same twice', [id('a'), id('a')], { accepted: 1, duplicate: 1 }],
    ['another body', [id('a'), id('a', { quantity: 11 })], { accepted: 1, conflict: 1 }],
    [
      'a rejection again',
      [id('a', { operation: 'D' }), id('b'), id('a', { operation: 'D' })],
      { accepted: 1, rejected: 1, duplicate: 1 },
    ],
    ['a rejected id with another body', [id('a', { operation: 'D' }), id('a')], { rejected: 1, conflict: 1 }],
    ['two sellers, one id', [id('a'), id('a', { seller_id: 'n' })], { accepted: 2 }],
    [
      'a seller’s event and a command of one id',
      [id('x'), id('x', { operation: 'R', quantity: 1 }), id('x')],
      { accepted: 2, duplicate: 1 },
    ],
    ['poison between', [id('a'), poison, id('b'), poison], { accepted: 2, quarantined: 2 }],
    [
      'an older count',
      [id('a', { operation: 'S', event_time_ms: 9 }), id('b', { operation: 'S' })],
      { accepted: 1, superseded: 1 },
    ],
    [
      'what the batch itself received',
      [id('a'), id('b', { operation: 'D' }), id('c', { operation: 'D' })],
      { accepted: 2, rejected: 1 },
    ],
  ])('%s', (_name, batch, outcome) => expect(counts(batch)).toEqual(outcome));

  it('knows the results of earlier batches', () => {
    const first = id('a');
    const priors = new Map([['seller\u001fm\u001fa', decidedElsewhere(first.request_hash)]]);
    expect(counts([first, id('a', { quantity: 3 }), id('b')], { ...NOTHING_KNOWN, priors })).toEqual({
      duplicate: 1,
      conflict: 1,
      accepted: 1,
    });
  });

  it.each<[string, Delivery, object, string]>([
    ['accepted', id('a'), {}, '{"accepted":1}'],
    ['superseded', id('a'), { counted_as: 'superseded' }, '{"superseded":1}'],
    ['rejected', id('a'), { counted_as: 'rejected' }, '{"rejected":1}'],
    ['a stock command', id('a', { operation: 'R' }), {}, '{"accepted":1}'],
    ['at another offset', id('a'), { source_offset: -1 }, '{"duplicate":1}'],
    ['in another partition', id('a'), { source_partition: 99 }, '{"duplicate":1}'],
    ['in another topic', id('a'), { source_topic: 'other' }, '{"duplicate":1}'],
    ['another request', id('a'), { request_hash: 'another body' }, '{"conflict":1}'],
  ])('counts a message whose outcome was put back as what it was: %s', (_what, own, change, expected) => {
    if (own.kind !== 'update') throw new Error('it is an update');
    const { request_hash, source_topic, source_partition, source_offset, update } = own;
    const place = { source_topic, source_partition, source_offset };
    const prior = { request_hash, ...place, counted_as: 'accepted' as const, ...change };
    const priors = new Map([[deliveryKey(sourceKind(update.operation), 'm', 'a'), prior]]);
    const { accounting, redeliveries, asked_again, appended } = decideBatch([own], {
      ...NOTHING_KNOWN,
      priors,
    });
    const { received, ...outcomes } = accounting;
    const counted = Object.entries(outcomes).filter(([, count]) => count > 0);
    expect([received, JSON.stringify(Object.fromEntries(counted))]).toEqual([1, expected]);
    const is_own = /accepted|superseded|rejected/.test(expected);
    expect([redeliveries.length, asked_again.length, appended.length]).toEqual([is_own ? 0 : 1, 0, 0]);
  });

  it('counts repeated deliveries of each event, equal ones and conflicts', () => {
    const { redeliveries, conflicts } = decideBatch(
      [id('a'), id('a'), id('b'), id('a'), id('a', { quantity: 3 }), id('c'), id('c')],
      NOTHING_KNOWN,
    );
    expect(redeliveries).toEqual([
      { source_kind: 'seller', seller_id: 'm', event_id: 'a', duplicates: 2, conflicts: 1 },
      { source_kind: 'seller', seller_id: 'm', event_id: 'c', duplicates: 1, conflicts: 0 },
    ]);
    expect(conflicts.map(({ update }) => update.quantity)).toEqual([3]);
  });

  const reserve = (event_id: string, change: Partial<InventoryUpdate> = {}) =>
    id(event_id, { operation: 'R', ...change });
  it.each<[string, Delivery[], readonly Delivery[], readonly string[]]>([
    ['a stock command whose outcome stands', [reserve('r')], [reserve('r')], ['r']],
    [
      'a release and a fulfilment',
      [id('u', { operation: 'U' }), id('f', { operation: 'F' })],
      [id('u', { operation: 'U' }), id('f', { operation: 'F' })],
      ['u', 'f'],
    ],
    ['the same twice, once', [reserve('r'), reserve('r')], [reserve('r')], ['r']],
    ['nothing that this batch decides itself', [reserve('r'), reserve('r')], [], []],
    ['no command under a name that is taken', [reserve('r', { quantity: 3 })], [reserve('r')], []],
    [
      'no seller’s event',
      [id('i'), id('d', { operation: 'D' }), id('s', { operation: 'S' }), id('m', { operation: 'M' })],
      [id('i'), id('d', { operation: 'D' }), id('s', { operation: 'S' }), id('m', { operation: 'M' })],
      [],
    ],
  ])('answers again for %s', (_name, batch, decided, asked) => {
    const priors = new Map(
      decided.flatMap((one) =>
        one.kind === 'update'
          ? [
              [
                deliveryKey(sourceKind(one.update.operation), 'm', one.update.event_id),
                decidedElsewhere(one.request_hash),
              ] as const,
            ]
          : [],
      ),
    );
    expect(
      decideBatch(batch, { ...NOTHING_KNOWN, priors }).asked_again.map(({ update }) => update.event_id),
    ).toEqual(asked);
  });

  it('continues from the given state, and reports the version that it started from', () => {
    const offers = new Map([['m\u001fs', { ...initialOffer(), version: 7 }]]);
    const { appended, moved } = decideBatch([id('a'), id('b')], { ...NOTHING_KNOWN, offers });
    expect(appended.map(({ version }) => version)).toEqual([8, 9]);
    expect(moved).toMatchObject([{ from_version: 7, state: { version: 9, stock_on_hand: 20 } }]);
  });

  const known = { ...initialOffer(), version: 7 };
  const contradicts = { ...initialOffer(), version: 7, stock_on_hand: Number.MAX_SAFE_INTEGER + 10 };
  const mismatch = { operation: 'S' as const, quantity: 5, expected_quantity: 4 };
  it.each<[string, Delivery[], OfferState | null, string]>([
    ['an acceptance is proven where it moves the head', [id('a')], known, ''],
    ['a rejection, on the version it was decided on', [id('a', { operation: 'D' })], known, 'm/s 7'],
    ['of an offer that nobody opened yet', [id('a', { operation: 'D' })], null, 'm/s 0'],
    ['a count that was not expected', [id('a', mismatch)], known, 'm/s 7'],
    [
      'beyond what a quantity can be',
      [id('a')],
      { ...known, stock_on_hand: Number.MAX_SAFE_INTEGER },
      'm/s 7',
    ],
    ['a rejection before the head moves goes with it', [id('a', { operation: 'D' }), id('b')], known, ''],
    [
      'a rejection after the head moved goes with it',
      [id('b'), id('a', { operation: 'D', quantity: 99 })],
      known,
      '',
    ],
    [
      'a stored state that contradicts itself',
      [id('a', { operation: 'S', quantity: 0 })],
      contradicts,
      'm/s 7',
    ],
    [
      'each offer once',
      [id('a', { operation: 'D' }), id('b', { operation: 'F' }), id('c', { sku: 'o', operation: 'D' })],
      known,
      'm/s 7, m/o 0',
    ],
    ['a message that could not be read rests on nothing', [poison], known, ''],
    ['a duplicate rests on nothing but its id', [id('seen')], known, ''],
  ])('relies on the states of: %s', (_name, batch, state, expected) => {
    const seen = new Map([['seller\u001fm\u001fseen', decidedElsewhere('another body')]]);
    const offers = new Map<string, OfferState>(state === null ? [] : [['m\u001fs', state]]);
    const { relied_on } = decideBatch(batch, { ...NOTHING_KNOWN, priors: seen, offers });
    expect(relied_on.map(({ seller_id, sku, version }) => `${seller_id}/${sku} ${version}`).join(', ')).toBe(
      expected,
    );
  });

  it('reports the version that each rejection was decided on, also within a batch', () => {
    const refuse = (event_id: string, sku = 's') => id(event_id, { sku, operation: 'D', quantity: 99 });
    const offers = new Map([['m\u001fs', known]]);
    const { rejections } = decideBatch([refuse('a'), id('b'), refuse('c'), refuse('d', 'new')], {
      ...NOTHING_KNOWN,
      offers,
    });
    expect(
      rejections.map(({ delivery: { update }, decided_on_version }) => [update.event_id, decided_on_version]),
    ).toEqual([
      ['a', 7],
      ['c', 8],
      ['d', 0],
    ]);
  });

  it('quarantines the updates of an offer whose stored state is inconsistent, and decides the others', () => {
    const corrupt = { ...initialOffer(), version: 1, stock_on_hand: Number.MAX_SAFE_INTEGER + 10 };
    const offers = new Map([['m\u001fs', corrupt]]);
    const { quarantined, appended } = decideBatch(
      [id('a', { operation: 'S', quantity: 0 }), id('b', { sku: 'other' })],
      { ...NOTHING_KNOWN, offers },
    );
    expect(quarantined.map(({ reason }) => reason)).toEqual(['offer_state_corrupt']);
    expect(appended).toHaveLength(1);
  });

  it('accounts for every message, whatever arrives', () => {
    const any = fc
      .record({
        event_id: fc.constantFrom('a', 'b', 'c', 'd'),
        seller_id: fc.constantFrom('m', 'n'),
        quantity: fc.integer({ min: 1, max: 3 }),
        operation: fc.constantFrom<InventoryUpdate['operation'][]>('I', 'D', 'S', 'R', 'F'),
      })
      .map(delivery);
    fc.assert(
      fc.property(fc.array(fc.oneof(any, fc.constant(poison))), (batch) => {
        const { accounting, appended, rejections, quarantined } = decideBatch(batch, NOTHING_KNOWN);
        const { received, ...outcomes } = accounting;
        const counted = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
        expect([received, counted]).toEqual([batch.length, batch.length]);
        expect(appended).toHaveLength(accounting.accepted + accounting.superseded);
        expect([rejections.length, quarantined.length]).toEqual([
          accounting.rejected,
          accounting.quarantined,
        ]);
      }),
    );
  });
});
