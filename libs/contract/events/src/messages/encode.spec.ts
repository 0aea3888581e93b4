import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import {
  availabilityKey,
  compareCodePoints,
  encodeAvailability,
  encodeDeadLetter,
  encodeRejection,
} from './encode.js';
import { upcastDeadLetterV1ToV2 } from '../upcast/upcast-dead-letter-v1-to-v2.js';
import { schemas } from '../generated/schemas.js';

const ajv = new Ajv({ strict: true, allowUnionTypes: true, validateFormats: false }).addVocabulary([
  'x-meaning',
]);
const fits = (schema: keyof typeof schemas, value: unknown) => ajv.compile(schemas[schema])(value);

const AT_MS = Date.parse('2026-06-19T18:23:11.5Z');
const SOURCE = { source_topic: 'inventory.updates.v1', source_partition: 3, source_offset: 70 };

describe('an availability message', () => {
  const facts = {
    sku: 's',
    seller_id: 'ann',
    version: 9,
    revision: 1,
    stock_on_hand: 10,
    sellable: 4,
    reserved: 3,
    damaged: 2,
    return_to_vendor: 1,
    locations: [{ location_id: 'a', sellable: 4, note: 'not told' }],
    event_time_ms: AT_MS,
    accepted_at_ms: AT_MS + 1,
  };

  it('has these bytes permanently: equal states are equal bytes', () => {
    const text =
      '{"schema_version":2,"sku":"s","seller_id":"ann","version":9,"revision":1,"stock_on_hand":10,"sellable":4,"reserved":3,"damaged":2,' +
      '"return_to_vendor":1,"locations":[{"location_id":"a","sellable":4}],"event_time":"2026-06-19T18:23:11.500Z","accepted_at":"2026-06-19T18:23:11.501Z"}';
    expect(encodeAvailability(facts).toString()).toBe(text);
    expect(
      encodeAvailability(Object.fromEntries(Object.entries(facts).reverse()) as typeof facts).toString(),
    ).toBe(text);
    expect(fits('availability/v2', JSON.parse(text))).toBe(true);
  });

  it('has a key that no two offers share', () => {
    const id = fc.string({ unit: fc.constantFrom('a', 'b', '/', '|', '💡'), minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(id, id, id, id, (sku, seller, other_sku, other_seller) => {
        expect(availabilityKey(sku, seller) === availabilityKey(other_sku, other_seller)).toBe(
          sku === other_sku && seller === other_seller,
        );
      }),
    );
  });

  it.each([
    ['\u{10000}', '\uffff', 1],
    ['a', 'b', -1],
    ['b', 'a', 1],
    ['a', 'a', 0],
    ['a', 'aa', -1],
  ])('orders locations by their UTF-8 bytes: %p and %p', (a, b, order) =>
    expect(Math.sign(compareCodePoints(a, b))).toBe(order),
  );
});

describe('a rejection message', () => {
  it('has the refused update, the reason and the record position', () => {
    const reported = JSON.parse(
      encodeRejection({
        event_id: 'e',
        seller_id: 'ann',
        sku: 's',
        operation: 'D',
        quantity: 5,
        reason: 'insufficient_stock',
        facts: { available: 3 },
        event_time_ms: AT_MS,
        rejected_at_ms: AT_MS + 1,
        ...SOURCE,
      }).toString(),
    ) as object;
    expect(reported).toEqual({
      schema_version: 1,
      event_id: 'e',
      seller_id: 'ann',
      sku: 's',
      operation: 'D',
      quantity: 5,
      reason: 'insufficient_stock',
      facts: { available: 3 },
      event_time: '2026-06-19T18:23:11.500Z',
      rejected_at: '2026-06-19T18:23:11.501Z',
      ...SOURCE,
    });
    expect(fits('inventory-rejection/v1', reported)).toBe(true);
  });
});

const SIZES = {
  key_bytes: null,
  value_bytes: null,
  value_digest: null,
  digest_of: null,
  held: 'whole',
  cut: false,
} as const;

describe('a dead letter', () => {
  const deadLetter = {
    reason: 'malformed_json',
    detail: 'x',
    owner: 'platform',
    seller_id: null,
    event_id: null,
    sku: null,
    quarantined_at_ms: AT_MS,
    ...SOURCE,
  };

  it.each<[string, Buffer | null, string | null]>([
    ['bytes that are no text', Buffer.from([0xff, 0x00]), '/wA='],
    ['nothing', null, null],
    ['an empty value', Buffer.alloc(0), ''],
  ])('keeps %s', (_name, bytes, base64) => {
    const reported = JSON.parse(
      encodeDeadLetter({ ...deadLetter, key: bytes, value: bytes, ...SIZES }).toString(),
    ) as object;
    const { quarantined_at_ms: _ms, ...rest } = deadLetter;
    expect(reported).toEqual({
      schema_version: 2,
      ...rest,
      ...SIZES,
      key_base64: base64,
      value_base64: base64,
      quarantined_at: '2026-06-19T18:23:11.500Z',
    });
    expect(fits('dead-letter/v2', reported)).toBe(true);
  });

  it('of version 1 is read as version 2', () => {
    const old = {
      schema_version: 1,
      ...deadLetter,
      key_base64: null,
      value_base64: '/wA=',
      quarantined_at: '2026-06-19T18:23:11.500Z',
    } as const;
    const { quarantined_at_ms: _ms, ...shape } = old;
    const read = upcastDeadLetterV1ToV2(shape);
    expect(read).toEqual({
      ...shape,
      schema_version: 2,
      key_bytes: null,
      value_bytes: 2,
      value_digest: null,
      digest_of: null,
      held: 'whole',
      cut: false,
    });
    expect(fits('dead-letter/v2', read)).toBe(true);
  });
});
