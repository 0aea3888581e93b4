import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { anEvent } from '@stockproof/testing/kit';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import {
  canonicalUpdate,
  compareCodePoints,
  readUpdate,
  decodeStockCommand,
  decodeUpdate,
  type InventoryUpdate,
  parseEventTime,
  parseStrictJson,
  schemas,
  type Upcaster,
  upcast,
} from './index.js';
import type { InventoryUpdateV1, InventoryUpdateV2 } from './generated/types.js';
import { upcastUpdateV1ToV2 } from './upcast/upcast-update-v1-to-v2.js';
import { upcastUpdateV2ToV3 } from './upcast/upcast-update-v2-to-v3.js';

const NOW = Date.parse('2026-07-01T00:00:00Z');
const V1 = anEvent();
const V2 = { ...V1, schema_version: 2 };
const V3 = { ...V1, schema_version: 3 };
const MAX = Number.MAX_SAFE_INTEGER;

function outcome(value: unknown): string {
  const decoded = readUpdate(value, NOW);
  return decoded.ok ? 'ok' : decoded.reason;
}

describe('readUpdate', () => {
  it.each<[string, unknown, string]>([
    ['the document’s event', V1, 'ok'],
    ['version said', { ...V1, schema_version: 1 }, 'ok'],
    ['a count of zero', { ...V1, operation: 'S', quantity: 0 }, 'ok'],
    ['the largest quantity', { ...V1, quantity: MAX }, 'ok'],
    ['a SKU of 64 emoji', { ...V1, sku: '🛒'.repeat(64) }, 'ok'],
    ['v2 with a place', { ...V2, bucket_type: 'damaged', location_id: 'wh-1' }, 'ok'],
    ['a move to another location', { ...V2, operation: 'M', to_location_id: 'b' }, 'ok'],
    ['a compare-and-set count', { ...V2, operation: 'S', expected_quantity: 0 }, 'ok'],
    ['not an object', [V1], 'not_an_object'],
    ['null', null, 'not_an_object'],
    ['a later version', { ...V1, schema_version: 4 }, 'unknown_version'],
    ['a version that is no number', { ...V1, schema_version: '3' }, 'unknown_version'],
    ['v3 without anything new', { ...V2, schema_version: 3 }, 'ok'],
    ['a count of a bucket', { ...V3, operation: 'S', counted: 'bucket', bucket_type: 'damaged' }, 'ok'],
    ['a count of everything on hand', { ...V3, operation: 'S', counted: 'on_hand', quantity: 0 }, 'ok'],
    ['such a count in v2', { ...V2, operation: 'S', counted: 'on_hand' }, 'unknown_field'],
    [
      'such a count of a bucket',
      { ...V3, operation: 'S', counted: 'on_hand', bucket_type: 'sellable' },
      'unexpected_field',
    ],
    ['a receipt that was counted', { ...V3, counted: 'on_hand' }, 'unexpected_field'],
    ['a count of something else', { ...V3, operation: 'S', counted: 'shelf' }, 'unknown_count'],
    ['a count of no text', { ...V3, operation: 'S', counted: 1 }, 'invalid_type'],
    ['no seller', { ...V1, seller_id: undefined }, 'missing_field'],
    ['a orphan field', { ...V1, colour: 'red' }, 'unknown_field'],
    ['a v2 field in v1', { ...V1, bucket_type: 'damaged' }, 'unknown_field'],
    ['null for an optional field', { ...V2, reason: null }, 'invalid_type'],
    ['a quantity as text', { ...V1, quantity: '1' }, 'invalid_type'],
    ['an empty SKU', { ...V1, sku: '' }, 'invalid_length'],
    ['a SKU of 65 code points', { ...V1, sku: '🛒'.repeat(65) }, 'invalid_length'],
    ['a step in an address', { ...V1, sku: '..' }, 'dot_segment'],
    ['an id that is one', { ...V1, event_id: '.' }, 'dot_segment'],
    ['a seller that is one', { ...V1, seller_id: '..' }, 'dot_segment'],
    ['a control character', { ...V1, sku: 'a\u0000' }, 'invalid_characters'],
    ['a C1 control character', { ...V1, event_id: 'a\u0085' }, 'invalid_characters'],
    ['a lone surrogate', { ...V1, sku: 'a\ud800' }, 'invalid_characters'],
    ['an unknown operation', { ...V1, operation: 'X' }, 'unknown_operation'],
    ['a reserve', { ...V1, operation: 'R' }, 'operation_not_allowed'],
    ['an id of a command', { ...V1, event_id: 'rsv.00112233445566ff.1.F.res-1' }, 'reserved_event_id'],
    ['an id that begins like one', { ...V2, event_id: 'rsv.' }, 'reserved_event_id'],
    ['zero', { ...V1, quantity: 0 }, 'invalid_quantity'],
    ['a negative quantity', { ...V1, quantity: -1 }, 'invalid_quantity'],
    ['a fraction', { ...V1, quantity: 1.5 }, 'invalid_quantity'],
    ['2^53', { ...V1, quantity: 2 ** 53 }, 'invalid_quantity'],
    ['an unknown bucket', { ...V2, bucket_type: 'lost' }, 'unknown_bucket'],
    ['the bucket reserved', { ...V2, bucket_type: 'reserved' }, 'bucket_not_allowed'],
    ['a move to reserved', { ...V2, operation: 'M', to_bucket_type: 'reserved' }, 'bucket_not_allowed'],
    ['no offset', { ...V1, event_time: '2026-06-19T18:23:11' }, 'invalid_event_time'],
    ['30 February', { ...V1, event_time: '2026-02-30T00:00:00Z' }, 'invalid_event_time'],
    ['a time that is a number', { ...V1, event_time: 1_781_893_391_000 }, 'invalid_type'],
    ['no characters in a time', { ...V1, event_time: '' }, 'invalid_event_time'],
    ['just under five minutes ahead', { ...V1, event_time: '2026-07-01T00:04:59.999Z' }, 'ok'],
    ['five minutes ahead', { ...V1, event_time: '2026-07-01T00:05:00.000Z' }, 'ok'],
    [
      'a millisecond more than five minutes ahead',
      { ...V1, event_time: '2026-07-01T00:05:00.001Z' },
      'event_time_in_future',
    ],
    ['five minutes ahead, in another zone', { ...V1, event_time: '2026-07-01T02:05:00.000+02:00' }, 'ok'],
    ['the first moment of 1970', { ...V1, event_time: '1970-01-01T00:00:00Z' }, 'ok'],
    ['the last one before it', { ...V1, event_time: '1969-12-31T23:59:59.999Z' }, 'event_time_too_old'],
    ['an event id of 128', { ...V1, event_id: 'e'.repeat(128) }, 'ok'],
    ['an event id of 129', { ...V1, event_id: 'e'.repeat(129) }, 'invalid_length'],
    ['a seller of 64', { ...V1, seller_id: 'm'.repeat(64) }, 'ok'],
    ['a seller of 65', { ...V1, seller_id: 'm'.repeat(65) }, 'invalid_length'],
    ['a location of 64', { ...V2, location_id: 'l'.repeat(64) }, 'ok'],
    ['a location of 65', { ...V2, location_id: 'l'.repeat(65) }, 'invalid_length'],
    ['a target of 65', { ...V2, operation: 'M', to_location_id: 'l'.repeat(65) }, 'invalid_length'],
    ['a reason of 256', { ...V2, reason: 'r'.repeat(256) }, 'ok'],
    ['a reason of 257', { ...V2, reason: 'r'.repeat(257) }, 'invalid_length'],
    ['a reference of 256', { ...V2, reference: 'r'.repeat(256) }, 'ok'],
    ['a reference of 257', { ...V2, reference: 'r'.repeat(257) }, 'invalid_length'],
    ['a move of nothing', { ...V2, operation: 'M', to_location_id: 'b', quantity: 0 }, 'invalid_quantity'],
    ['an expectation below zero', { ...V2, operation: 'S', expected_quantity: -1 }, 'invalid_quantity'],
    ['six minutes ahead', { ...V1, event_time: '2026-07-01T00:06:00Z' }, 'event_time_in_future'],
    ['before 1970', { ...V1, event_time: '1969-12-31T23:59:59Z' }, 'event_time_too_old'],
    ['a move to nowhere', { ...V2, operation: 'M' }, 'missing_movement_target'],
    ['a move to itself', { ...V2, operation: 'M', to_bucket_type: 'sellable' }, 'same_movement_target'],
    ['a target without a move', { ...V2, to_location_id: 'b' }, 'unexpected_field'],
    ['an expectation without a count', { ...V2, expected_quantity: 1 }, 'unexpected_field'],
  ])('%s', (_name, value, expected) => expect(outcome(value)).toBe(expected));

  it.each<[string, object, object]>([
    [
      'no place: where stock is that nobody says more of',
      {},
      {
        bucket_type: 'sellable',
        location_id: 'default',
        to_bucket_type: null,
        to_location_id: null,
        reason: null,
        reference: null,
        expected_quantity: null,
      },
    ],
    ['a location alone', { location_id: 'b' }, { bucket_type: 'sellable', location_id: 'b' }],
    ['a bucket alone', { bucket_type: 'damaged' }, { bucket_type: 'damaged', location_id: 'default' }],
    [
      'a move to a bucket stays where it is',
      { operation: 'M', location_id: 'b', to_bucket_type: 'damaged' },
      { bucket_type: 'sellable', to_bucket_type: 'damaged', to_location_id: 'b' },
    ],
    [
      'a move to a location stays what it is',
      { operation: 'M', bucket_type: 'damaged', to_location_id: 'b' },
      { location_id: 'default', to_bucket_type: 'damaged', to_location_id: 'b' },
    ],
    [
      'a count that expects nothing there',
      { operation: 'S', expected_quantity: 0 },
      { expected_quantity: 0 },
    ],
    [
      'why, and the document behind it',
      { reason: 'r', reference: 'po-7' },
      { reason: 'r', reference: 'po-7' },
    ],
  ])('fills in %s', (_name, change, update) =>
    expect(readUpdate({ ...V2, ...change }, NOW)).toMatchObject({ ok: true, update }),
  );

  it('reads the ids that are valid from an invalid update', () => {
    expect(readUpdate({ ...V1, quantity: -1, sku: '' }, NOW)).toMatchObject({
      ok: false,
      seller_id: 'seller-42',
      event_id: 'mkt-evt-8f11a',
      sku: null,
      path: 'sku',
    });
  });

  it('never throws for any JSON value', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => typeof readUpdate(value, NOW).ok === 'boolean'));
  });
});

describe('decodeUpdate', () => {
  const bytes = (text: string) => Buffer.from(text);
  const without = (change: string) => bytes(JSON.stringify(V1).replace('"quantity":100', change));
  it.each<[string, Buffer, string]>([
    ['nothing', bytes(''), 'empty_value'],
    ['broken UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'invalid_utf8'],
    ['cut off', bytes('{"event_id":'), 'malformed_json'],
    ['a byte order mark', bytes('\ufeff{}'), 'malformed_json'],
    ['__proto__', without('"__proto__":{}'), 'missing_field'],
    ['a key twice', without('"quantity":1,"quantity":2'), 'duplicate_key'],
    ['a fraction lost in rounding', without('"quantity":9007199254740991.4'), 'inexact_number'],
    ['a digit lost in rounding', without('"quantity":9007199254740993'), 'inexact_number'],
    ['a hair above one', without('"quantity":1.00000000000000001'), 'inexact_number'],
  ])('refuses %s', (_name, value, reason) =>
    expect(decodeUpdate(value, NOW)).toMatchObject({ ok: false, reason }),
  );

  it.each<[string, number]>([
    ['event_id', 128],
    ['sku', 64],
    ['seller_id', 64],
  ])(
    'reports the ids of a refused update by its %s, as far as they are names: up to %i characters',
    (field, longest) => {
      const refused = (length: number): unknown =>
        decodeUpdate(bytes(JSON.stringify({ ...V1, quantity: -1, [field]: 'x'.repeat(length) })), NOW);
      const { event_id, sku, seller_id } = V1;
      expect(refused(longest)).toMatchObject({
        ok: false,
        event_id,
        sku,
        seller_id,
        [field]: 'x'.repeat(longest),
      });
      expect(refused(longest + 1)).toMatchObject({ ok: false, event_id, sku, seller_id, [field]: null });
    },
  );

  it.each(['100.0', '1e2', '100'])('reads %s as one hundred', (literal) => {
    expect(decodeUpdate(without(`"quantity":${literal}`), NOW)).toMatchObject({
      ok: true,
      update: { quantity: 100 },
    });
  });

  it('gives equal v1, v2 and v3 updates the same request hash', () => {
    const [one, two, three] = [
      V1,
      { ...V3, counted: undefined },
      {
        ...V2,
        bucket_type: 'sellable',
        location_id: 'default',
        event_time: '2026-06-19T20:23:11.0009+02:00',
      },
    ].map((value) => decodeUpdate(bytes(JSON.stringify(value)), NOW));
    expect(one).toEqual(two);
    expect(two).toEqual(three);
  });

  it.each<[string, object, string]>([
    // Digests that the version before wrote: a redelivery after an upgrade is a duplicate, never a conflict.
    ['v1', V1, '1c529c960c1fcee1ba80110ad58d37c3ce1232cb259e55ef44d7c488e27d18d5'],
    [
      'v2',
      { ...V2, operation: 'S', location_id: 'b', expected_quantity: 2 },
      '4ef491764888ffbbcb6ba0d0dda6d5d4758cc75cb175bf9c7e4e6bed70de3cfe',
    ],
  ])('keeps the request hash of stored updates: %s', (_name, value, request_hash) =>
    expect(decodeUpdate(bytes(JSON.stringify(value)), NOW)).toMatchObject({ ok: true, request_hash }),
  );

  it('gives a count of everything on hand another request hash than one of the sellable bucket', () => {
    const hashes = ['bucket', 'on_hand'].map((counted) =>
      decodeUpdate(bytes(JSON.stringify({ ...V3, operation: 'S', counted })), NOW),
    );
    expect(hashes[0]).not.toEqual(hashes[1]);
  });

  it('never throws for any bytes', () => {
    fc.assert(fc.property(fc.uint8Array(), (value) => typeof decodeUpdate(value, NOW).ok === 'boolean'));
  });
});

describe('decodeStockCommand', () => {
  const command = { ...V2, operation: 'R', reference: 'reservation-7' };
  it.each<[string, unknown, string]>([
    ['a reserve', command, 'ok'],
    ['a seller’s operation', { ...command, operation: 'I' }, 'operation_not_allowed'],
    ['a release', { ...command, operation: 'U' }, 'ok'],
    ['a fulfilment', { ...command, operation: 'F' }, 'ok'],
    ['a bucket', { ...command, bucket_type: 'damaged' }, 'unknown_field'],
    ['a reserve of nothing', { ...command, quantity: 0 }, 'invalid_quantity'],
    ['version 1', { ...command, schema_version: 1 }, 'unknown_version'],
    ['five minutes ahead', { ...command, event_time: '2026-07-01T00:05:00Z' }, 'ok'],
    [
      'more than five minutes ahead',
      { ...command, event_time: '2026-07-01T00:05:00.001Z' },
      'event_time_in_future',
    ],
  ])('%s', (_name, value, expected) => {
    const decoded = decodeStockCommand(Buffer.from(JSON.stringify(value)), NOW);
    expect(decoded.ok ? 'ok' : decoded.reason).toBe(expected);
  });
});

describe('parseStrictJson', () => {
  it('gives what JSON.parse gives for every value that JSON.stringify writes', () => {
    const texts = fc.string({ unit: 'binary' }).map((text) => text.toWellFormed());
    const value = fc.anything({
      key: texts.filter((key) => key !== '__proto__'),
      values: [texts, fc.boolean(), fc.constant(null), fc.integer(), fc.integer({ min: -MAX, max: MAX })],
    });
    fc.assert(
      fc.property(value, (one) => {
        const text = JSON.stringify({ one });
        expect(parseStrictJson(Buffer.from(text))).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });
});

describe('canonicalUpdate', () => {
  it('is the RFC 8785 form of the normalised update', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 64 });
    const update = fc.record<InventoryUpdate>({
      schema_version: fc.constant(3),
      event_id: text,
      sku: text,
      seller_id: text,
      operation: fc.constantFrom('I', 'D', 'S', 'M'),
      quantity: fc.maxSafeNat(),
      event_time_ms: fc.nat({ max: 4e12 }),
      bucket_type: fc.constantFrom('sellable', 'damaged'),
      location_id: text,
      to_bucket_type: fc.constantFrom(null, 'damaged' as const),
      to_location_id: fc.option(text),
      reason: fc.option(text),
      reference: fc.option(text),
      expected_quantity: fc.option(fc.maxSafeNat()),
      counted: fc.constantFrom('bucket', 'on_hand'),
    });
    fc.assert(
      fc.property(update, ({ event_time_ms, ...rest }) => {
        const on_hand = rest.counted === 'on_hand';
        const left_out = [on_hand ? 'bucket_type' : 'counted', 'schema_version'];
        const said = Object.entries(rest).filter(
          ([name, value]) => value !== null && !left_out.includes(name),
        );
        const set = { ...Object.fromEntries(said), schema_version: on_hand ? 3 : 2 };
        const event_time = new Date(event_time_ms).toISOString();
        expect(canonicalUpdate({ event_time_ms, ...rest })).toBe(canonicalize({ ...set, event_time }));
      }),
    );
  });
});

describe('parseEventTime', () => {
  it.each<[string, string | null]>([
    ['2026-06-19T18:23:11Z', '2026-06-19T18:23:11.000Z'],
    ['2026-06-19t18:23:11.98765z', '2026-06-19T18:23:11.987Z'],
    ['2026-06-19T18:23:11-02:30', '2026-06-19T20:53:11.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['2026-02-29T00:00:00Z', null],
    ['2026-06-19T23:59:59Z', '2026-06-19T23:59:59.000Z'],
    ['2026-06-19T18:23:11+23:59', '2026-06-18T18:24:11.000Z'],
    ['2026-06-19T18:23:11+00:60', null],
    ['2026-06-19T18:60:00Z', null],
    ['2026-13-01T00:00:00Z', null],
    ['2026-00-01T00:00:00Z', null],
    ['2026-06-31T00:00:00Z', null],
    ['2026-06-19T18:23:11.9999Z', '2026-06-19T18:23:11.999Z'],
    ['2026-06-19T18:23:11.5Z', '2026-06-19T18:23:11.500Z'],
    ['0099-06-19T18:23:11Z', '0099-06-19T18:23:11.000Z'],
    ['2026-06-19T24:00:00Z', null],
    ['2026-06-19T23:59:60Z', null],
    ['2026-06-19 18:23:11Z', null],
    ['2026-06-19T18:23:11', null],
    ['2026-06-19T18:23:11+24:00', null],
  ])('%s is %s', (text, utc) => {
    const ms = parseEventTime(text);
    expect(ms === null ? null : new Date(ms).toISOString()).toBe(utc);
  });
});

describe('upcast', () => {
  it('refuses a step that does not raise the version, instead of looping forever', () => {
    const chain = new Map([[1, (event: { schema_version: number }) => event]]);
    expect(() => upcast({ schema_version: 1 }, chain, 2)).toThrow('gave version 1');
    expect(() => upcast({ schema_version: 2 }, chain, 3)).toThrow('no upcaster from version 2');
  });

  it('reads version 1 in the same way after a version 4 is added', () => {
    const released = new URL(
      '../../../../schemas/released/inventory-update/v1.example.json',
      import.meta.url,
    );
    const event = { ...(JSON.parse(readFileSync(released, 'utf8')) as object), schema_version: 1 };
    const first: readonly [number, Upcaster] = [
      1,
      (before) => upcastUpdateV1ToV2(before as InventoryUpdateV1),
    ];
    const second: readonly [number, Upcaster] = [
      2,
      (before) => upcastUpdateV2ToV3(before as InventoryUpdateV2),
    ];
    const later: readonly [number, Upcaster] = [
      3,
      (before) => ({ ...before, schema_version: 4, channel: 'unknown' }),
    ];
    const now = upcast(event, new Map([first, second]), 3);
    const then = upcast(event, new Map([first, second, later]), 4);
    expect(then).toEqual({ ...now, schema_version: 4, channel: 'unknown' });
    expect(decodeUpdate(Buffer.from(JSON.stringify(event)), NOW)).toMatchObject({ ok: true });
  });
});

describe('the catalog', () => {
  it('has an example of every schema that its reader accepts', () => {
    const root = new URL('../../../../schemas/', import.meta.url);
    for (const id of Object.keys(schemas)) {
      const example = readFileSync(new URL(`${id}.example.json`, root), 'utf8');
      if (id.startsWith('inventory-update/'))
        expect(decodeUpdate(Buffer.from(example), NOW)).toMatchObject({ ok: true });
    }
    expect(readdirSync(root).length).toBeGreaterThan(3);
  });
});

describe('compareCodePoints', () => {
  it('puts an emoji after the last character of the basic plane', () => {
    expect(['🛒', '\uffff'].sort(compareCodePoints)).toEqual(['\uffff', '🛒']);
  });
});
