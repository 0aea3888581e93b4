import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { availabilityKey, TOPICS } from '@stockproof/events';
import {
  askAvailability,
  eventually,
  queryDatabase,
  type ReadMessage,
  readTopic,
  recover,
  runningStack,
  type Seller,
  seller,
  testBroker,
} from '@stockproof/testing';
import { testSeed } from '../stack/test-seed.js';

const MAX = Number.MAX_SAFE_INTEGER;
/** Boundaries of integers: the ends of int32 and of the integers that a double holds exactly. */
const QUANTITIES = [1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32 + 1, 2 ** 52 + 1, MAX - 1, MAX];
/**
 * Difficult texts: planes, directions, quotes, the escapes of every language on the path, and a hash that is
 * MIN_VALUE. What a reader cannot see is refused (test/api/unclear-names).
 */
const TEXTS = [
  '💡',
  'e\u0301',
  '\u00e9',
  'שלום',
  '倉庫-2',
  '\uffff',
  '\u{10ffff}',
  '"',
  "'",
  '\\',
  '\\n',
  '\\u0041',
  '$1',
  '%2e%2e',
  'a/b?c#d&e=f',
  '{"a":1}',
  '<b>',
  '${x}',
  '--',
  ';DROP',
  'NULL',
  'null',
  'true',
  '0',
  'polygenelubricants',
  '__proto__',
];

/** No control, format or line character, nothing drawn as nothing, no blank but one inside. */
const CLEAR =
  /^(?! )[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{DI}\u2800\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+(?<! )$/u;

interface Posted {
  readonly sku: string;
  readonly location_id: string;
  readonly quantity: number;
  readonly event_id: string;
}

const text = (most: number): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constantFrom(...TEXTS),
    fc.constantFrom(...TEXTS).map((one) => [...one.repeat(most)].slice(0, most).join('')),
    fc
      .string({ unit: 'binary', minLength: 1, maxLength: most })
      .filter((one) => CLEAR.test(one) && one.isWellFormed() && [...one].length <= most),
  );

describe('edges of integers and of text, through every hop', () => {
  const stack = runningStack();
  let ann: Seller;
  let posted: Posted[];

  beforeAll(async () => {
    ann = await seller(stack, `ann ${'👩👧'.repeat(4)} "\\ ${Date.now()}`);
    const wanted = fc.record({
      sku: text(64),
      location_id: text(64),
      event_id: text(128),
      quantity: fc.oneof(
        fc.constantFrom(...QUANTITIES),
        fc.maxSafeInteger().filter((n) => n > 0),
      ),
    });
    const sampled = fc.sample(wanted, { seed: testSeed(), numRuns: 120 });
    const corners = TEXTS.map((one, index) => ({
      sku: one,
      location_id: one,
      event_id: one,
      quantity: QUANTITIES[index % QUANTITIES.length] ?? 1,
    }));
    const unique = new Map([...sampled, ...corners].map((one) => [one.sku, one]));
    posted = [...new Map([...unique.values()].map((one) => [one.event_id, one])).values()];
    const events = posted.map((one) => ({
      schema_version: 2,
      ...one,
      seller_id: ann.seller_id,
      operation: 'I',
      event_time: '2026-06-19T18:23:11.123Z',
    }));
    expect(await (await ann.post(events)).json()).toMatchObject({ queued: events.length, refused: 0 });
    await eventually(async () => {
      const [row] = await queryDatabase<{ offers: number }>(
        stack,
        'availability',
        'SELECT count(*)::int AS offers FROM offer_availability WHERE seller_id = $1',
        [ann.seller_id],
      );
      expect(row?.offers).toBe(posted.length);
    });
  });

  it('are in the ledger as they were sent', async () => {
    const rows = await queryDatabase<{
      sku: string;
      location_id: string;
      event_id: string;
      quantity: string;
    }>(
      stack,
      'inventory',
      `
      SELECT sku, to_location AS location_id, event_id, quantity::text AS quantity FROM inventory_transaction WHERE seller_id = $1`,
      [ann.seller_id],
    );
    const sent = posted.map(({ sku, location_id, event_id, quantity }) => [
      sku,
      location_id,
      event_id,
      String(quantity),
    ]);
    expect(
      rows.map(({ sku, location_id, event_id, quantity }) => [sku, location_id, event_id, quantity]).sort(),
    ).toEqual(sent.sort());
  });

  it('are returned by the ledger’s API and by the availability API', async () => {
    for (const { sku, location_id, event_id, quantity } of posted) {
      const at = `${encodeURIComponent(sku)}/${encodeURIComponent(ann.seller_id)}`;
      const seen = await (await askAvailability(stack, `/v1/availability/${at}`)).json();
      expect(seen).toMatchObject({
        sku,
        seller_id: ann.seller_id,
        sellable: quantity,
        locations: [{ location_id, sellable: quantity }],
      });
      expect(await (await ann.outcome(event_id)).json()).toMatchObject({
        event_id,
        status: 'accepted',
        sku,
        version: 1,
      });
    }
  });

  it('are published under their key', async () => {
    const own = (messages: readonly ReadMessage[]) =>
      messages.filter(({ key }) => key?.toString('utf8').endsWith(`\u001f${ann.seller_id}`));
    const messages = await readTopic(
      testBroker(),
      TOPICS.availability,
      (read) => own(read).length >= posted.length,
    );
    const byKey = new Map(
      own(messages).map(({ key, value }) => [key?.toString('utf8'), value?.toString('utf8') ?? '']),
    );
    for (const { sku, location_id, quantity } of posted) {
      const message = JSON.parse(byKey.get(availabilityKey(sku, ann.seller_id)) ?? '{}') as object;
      expect(message).toMatchObject({
        sku,
        seller_id: ann.seller_id,
        sellable: quantity,
        locations: [{ location_id, sellable: quantity }],
      });
    }
  });

  it('are replayed to the same state, from the table and from CDC', async () => {
    const { confidence_status, events_processed, reasons } = await recover(stack, {
      scope: { type: 'by_seller', seller_ids: [ann.seller_id] },
    });
    expect({ confidence_status, events_processed, reasons }).toEqual({
      confidence_status: 'trusted',
      events_processed: posted.length,
      reasons: [],
    });
  });
});
