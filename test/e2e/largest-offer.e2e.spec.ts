import {
  CONNECT_REQUEST_BYTES,
  LOCATIONS_PER_OFFER,
  MESSAGE,
  PRODUCE_REQUEST_BYTES,
} from '@stockproof/bounds';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS } from '@stockproof/events';
import { presentRanges, type RangeMessage, readRanges } from '@stockproof/kafka';
import {
  askAvailability,
  commandOutcome,
  corruptDatabase,
  eventually,
  queryDatabase,
  recover,
  runningStack,
  type Seller,
  seller,
  testBroker,
} from '@stockproof/testing';
import { javaPartition } from '../model/java-partition.js';

/** The character that takes the most bytes in a name. */
const WIDE = '\u{10ffff}';
/** A name of this many characters that ends with its number. */
const name = (of: number | string, characters = 64): string =>
  `${WIDE.repeat(characters - String(of).length)}${of}`;

const PARTITIONS = 8;
const WITHIN_MS = 120_000;
const PAGE = 400;
const SKU = name(process.pid);
const EXPECTED_PARTITION = javaPartition(SKU, PARTITIONS);
const TIME = '2026-06-19T18:23:11.123Z';
const COUNTED = ['sellable', 'damaged', 'return_to_vendor'];
/** Connect's converter escapes each half of a surrogate pair. */
const plain = (value: Buffer | null): string =>
  String(value).replace(/\\u([0-9a-f]{4})/gi, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)));
const LOCATIONS = Array.from({ length: LOCATIONS_PER_OFFER }, (_one, at) => name(at));
const AT = name(LOCATIONS_PER_OFFER - 1);

describe('the largest allowed message passes every hop, and a larger one is refused at the start', () => {
  const stack = runningStack();
  const broker = testBroker();
  let ann: Seller;
  beforeAll(async () => {
    ann = await seller(stack, name(`${process.pid}-${Date.now()}`));
  });

  const event = (event_id: string, more: object): Record<string, unknown> => ({
    schema_version: 2,
    event_id,
    sku: SKU,
    seller_id: ann.seller_id,
    operation: 'I',
    quantity: 1,
    event_time: TIME,
    ...more,
  });
  const ofSeller = (event_id: string) => ann.outcome(event_id);
  const ofCommand = (event_id: string) => commandOutcome(stack, ann.seller_id, event_id);
  const decided = (event_id: string, outcome: object, ask = ofSeller) =>
    eventually(async () => expect(await (await ask(event_id)).json()).toMatchObject(outcome), WITHIN_MS);
  const post = async (events: readonly object[]): Promise<void> => {
    for (let start = 0; start < events.length; start += PAGE) {
      const answer = await ann.post(events.slice(start, start + PAGE));
      expect([answer.status, await answer.text()]).toEqual([202, expect.any(String)]);
    }
  };
  const shown = async () => {
    const answer = await askAvailability(
      stack,
      `/v1/availability/${encodeURIComponent(SKU)}/${encodeURIComponent(ann.seller_id)}`,
    );
    return (await answer.json()) as {
      readonly version: number;
      readonly locations: readonly { readonly location_id: string; readonly sellable: number }[];
    };
  };
  const version = async (): Promise<number> =>
    Number(
      (
        await queryDatabase<{ version: string }>(
          stack,
          'inventory',
          'SELECT version FROM inventory_stock_on_hand WHERE seller_id = $1 AND sku = $2',
          [ann.seller_id, SKU],
        )
      )[0]?.version,
    );
  const upToDate = () =>
    eventually(async () => expect((await shown()).version).toBe(await version()), WITHIN_MS);
  /** The messages of this offer in its partition of a topic, in offset order. */
  const messages = async (topic: string): Promise<RangeMessage[]> => {
    const read: RangeMessage[] = [];
    const ranges = (await presentRanges(broker, topic)).filter(
      ({ partition }) => partition === EXPECTED_PARTITION,
    );
    await readRanges(broker, {
      ranges,
      onMessages: (some) =>
        void read.push(...some.filter(({ value }) => plain(value).includes(ann.seller_id))),
    });
    return read;
  };
  const offer = () => `seller_id = '${ann.seller_id}' AND sku = '${SKU}'`;

  it('the maximum number of locations, in every bucket, each counted', async () => {
    await post(
      LOCATIONS.flatMap((location_id, at) =>
        COUNTED.map((bucket_type) =>
          event(`${bucket_type}-${at}`, { operation: 'S', quantity: 2 ** 40, bucket_type, location_id }),
        ),
      ),
    );
    await decided(`return_to_vendor-${LOCATIONS_PER_OFFER - 1}`, { status: 'accepted' });
    const producer = await broker.producer();
    const reserve = (location_id: string, at: number) =>
      JSON.stringify(event(`reserve-${at}`, { operation: 'R', location_id }));
    await producer.send(
      TOPICS.stockCommands,
      LOCATIONS.map((location_id, at) => ({
        partition: EXPECTED_PARTITION,
        key: SKU,
        value: reserve(location_id, at),
      })),
    );
    await producer.close();
    await decided(`reserve-${LOCATIONS_PER_OFFER - 1}`, { status: 'accepted' }, ofCommand);
    await upToDate();
    expect((await shown()).locations.map(({ location_id }) => location_id).sort()).toEqual(
      LOCATIONS.toSorted(),
    );
  });

  it.each([
    ['received', { location_id: name('beyond') }],
    ['counted', { operation: 'S', quantity: 0, location_id: name('beyond') }],
    ['moved', { operation: 'M', location_id: AT, to_location_id: name('beyond') }],
  ])('one location more is rejected, %s, with the reason', async (how, more) => {
    const before = await version();
    // Of now: a count of before all these reservations would come too late to keep them.
    await post([event(how, { ...more, event_time: new Date().toISOString() })]);
    await decided(how, { status: 'rejected', reason: 'too_many_locations' });
    const facts = {
      location_id: name('beyond'),
      locations: LOCATIONS_PER_OFFER,
      locations_at_most: LOCATIONS_PER_OFFER,
    };
    await eventually(async () => {
      const reported = (await messages(TOPICS.rejections)).map(
        ({ value }) => JSON.parse(String(value)) as { event_id: string },
      );
      expect(reported).toContainEqual(
        expect.objectContaining({ event_id: how, reason: 'too_many_locations', facts }),
      );
    });
    expect(await version()).toBe(before);
  });

  it('an update with the longest texts becomes a row, a CDC event and an availability; one character more is refused', async () => {
    const texts = { location_id: AT, reason: name('reason', 256), reference: name('reference', 256) };
    const largest = event(name('largest', 128), {
      ...texts,
      operation: 'M',
      bucket_type: 'return_to_vendor',
      to_bucket_type: 'return_to_vendor',
      to_location_id: name(0),
      quantity: 1_000,
    });
    for (const [member, text] of Object.entries({
      event_id: largest['event_id'],
      ...texts,
      to_location_id: name(0),
    })) {
      const answer = await ann.post({ ...largest, [member]: `${WIDE}${String(text)}` });
      expect([member, answer.status]).toEqual([member, 400]);
    }
    await post([largest]);
    await decided(String(largest['event_id']), { status: 'accepted' });
    await upToDate();
    const row = (await messages(TOPICS.ledgerChanges)).find(({ value }) =>
      plain(value).includes(String(largest['event_id'])),
    );
    expect(row?.value?.length).toBeGreaterThan(MESSAGE.key_bytes);
    expect(row?.value?.length).toBeLessThanOrEqual(CONNECT_REQUEST_BYTES);
    const published = (await messages(TOPICS.availability)).at(-1)?.value;
    expect(JSON.parse(String(published))).toMatchObject({
      version: await version(),
      sku: SKU,
      seller_id: ann.seller_id,
    });
    expect((JSON.parse(String(published)) as { locations: unknown[] }).locations).toHaveLength(
      LOCATIONS_PER_OFFER,
    );
    expect(published?.length).toBeLessThanOrEqual(PRODUCE_REQUEST_BYTES);
  });

  it.each([
    [
      'stock tables',
      'inventory',
      'inventory_stock_on_hand',
      'inventory-stock-tables',
      TOPICS.stockRepairs,
      4,
    ],
    ['view', 'availability', 'offer_availability', 'inventory-availability-projection', TOPICS.repairs, 1],
  ] as const)(
    'the repair of its %s is one message, which is applied',
    async (_what, database, table, contract, topic, buckets) => {
      const before = await shown();
      expect(
        await corruptDatabase(
          stack,
          database,
          `UPDATE ${table} SET stock_on_hand = stock_on_hand + 7 WHERE ${offer()}`,
        ),
      ).toBe(1);
      const record = await recover(stack, {
        contract,
        mode: 'repair',
        scope: { type: 'by_offer', offers: [{ seller_id: ann.seller_id, sku: SKU }] },
      });
      expect(record).toMatchObject({ confidence_status: 'trusted', repairs: { sent: 1, applied: 1 } });
      const repair = (await messages(topic))
        .filter(({ value }) => value?.includes('"type":"repair"'))
        .at(-1)?.value;
      expect(repair?.length).toBeGreaterThan(buckets * LOCATIONS_PER_OFFER * Buffer.byteLength(name(0)));
      expect(repair?.length).toBeLessThanOrEqual(PRODUCE_REQUEST_BYTES);
      expect((await shown()).locations).toEqual(before.locations);
    },
  );
});
