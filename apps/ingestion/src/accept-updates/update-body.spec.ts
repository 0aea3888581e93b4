import { describe, expect, it } from '@jest/globals';
import { MESSAGE } from '@stockproof/bounds';
import { BUCKET_TYPES, readUpdate } from '@stockproof/events';
import { anEvent } from '@stockproof/testing/kit';
import fc from 'fast-check';
import { validateUpdate } from './validate-update.js';
import { updateFaults } from './update-body.js';

const NOW = Date.parse('2026-07-01T00:00:00Z');
const V1 = anEvent();

/** The limits of architecture and schema, by field. */
const TEXTS = [
  ['event_id', 128],
  ['sku', 64],
  ['seller_id', 64],
  ['location_id', 64],
  ['to_location_id', 64],
  ['reason', 256],
  ['reference', 256],
] as const;

const text = fc.oneof(
  fc.constantFrom('a', 'default', '💡'.repeat(64), '', 'x'.repeat(129)),
  fc.string({ unit: 'grapheme', maxLength: 70 }),
);
const odd = fc.oneof(
  fc.constant(null),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  text,
  fc.constant([]),
  fc.constant({}),
);
const fields = {
  schema_version: fc.constantFrom(1, 2, 3, 4),
  event_id: text,
  sku: text,
  seller_id: text,
  quantity: fc.oneof(fc.maxSafeInteger(), fc.nat(5), odd),
  operation: fc.constantFrom('I', 'D', 'S', 'M', 'R', 'X'),
  event_time: fc.constantFrom(V1.event_time, '2026-06-19T18:23:11.123+02:00', 'yesterday'),
  bucket_type: fc.constantFrom(...BUCKET_TYPES, 'lost'),
  location_id: text,
  to_bucket_type: fc.constantFrom(...BUCKET_TYPES),
  to_location_id: text,
  reason: fc.oneof(text, odd),
  reference: text,
  expected_quantity: fc.oneof(fc.nat(), odd),
  counted: fc.oneof(fc.constantFrom('bucket', 'on_hand'), odd),
  colour: odd,
};

describe('the schema of an update', () => {
  it('accepts everything that the decoder accepts', () => {
    let accepted = 0;
    const some = fc.subarray(Object.keys(fields), { maxLength: 3 });
    fc.assert(
      fc.property(fc.record(fields), some, (any, names) => {
        const event = {
          ...V1,
          schema_version: 3,
          ...Object.fromEntries(Object.entries(any).filter(([name]) => names.includes(name))),
        };
        if (!readUpdate(event, NOW).ok) return;
        accepted += 1;
        expect(updateFaults(event)).toEqual([]);
      }),
      { numRuns: 3_000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });

  it.each<[string, object, RegExp]>([
    ['an unknown field', { colour: 'red' }, /colour should not exist/],
    ['text for a number', { quantity: '1' }, /quantity must not be|quantity must be/],
    ['an unknown operation', { operation: 'X' }, /operation must be one of/],
    ['null', { sku: null }, /^sku must be 1 to 64 printable characters$/],
    [
      'a quantity beyond what is exact',
      { quantity: 2 ** 53 },
      /^quantity must not be greater than 9007199254740991$/,
    ],
    ['a quantity below nothing', { quantity: -1 }, /^quantity must not be less than 0$/],
    ['a part of a unit', { quantity: 1.5 }, /^quantity must be an integer number$/],
    [
      'a field named like a member of every object',
      { constructor: null },
      /^property constructor should not exist$/,
    ],
    ['two fields', { sku: '', colour: 7 }, /^property colour should not exist,sku must be 1 to 64 /],
    ...TEXTS.map(([field, most]): [string, object, RegExp] => [
      `too long a ${field}`,
      { [field]: 'x'.repeat(most + 1) },
      new RegExp(`^${field} must be 1 to ${most} printable characters$`),
    ]),
    ...TEXTS.map(([field, most]): [string, object, RegExp] => [
      `too many emoji in ${field}`,
      { [field]: '💡'.repeat(most + 1) },
      new RegExp(`^${field} must be 1 to ${most} `),
    ]),
  ])('describes the fault of %s', (_name, change, words) => {
    expect(updateFaults({ ...V1, ...change }).join()).toMatch(words);
  });
});

describe('the longest text', () => {
  it.each(TEXTS)('%s: %d code points, as every message about it says', (field, most) => {
    const event = { ...V1, schema_version: 2, ...(field === 'to_location_id' ? { operation: 'M' } : {}) };
    expect(readUpdate({ ...event, [field]: '💡'.repeat(most) }, NOW).ok).toBe(true);
    const validated = validateUpdate({ ...event, [field]: '💡'.repeat(most + 1) }, 'seller-42', NOW);
    expect(validated.ok ? '' : validated.problem.message).toContain(`${field} must be 1 to ${most} `);
  });
});

describe('validateUpdate', () => {
  it.each<[string, unknown, number | string, string]>([
    ['the document’s event', V1, 'ok', 'mkt-evt-8f11a'],
    ['another seller', { ...V1, seller_id: 'other' }, 403, 'seller_mismatch'],
    ['a orphan field', { ...V1, colour: 'red' }, 400, 'unknown_field'],
    ['no object', 7, 400, 'not_an_object'],
    [
      'more than a message may hold, of whatever is wrong with it',
      { ...V1, colour: 'x'.repeat(MESSAGE.value_bytes) },
      413,
      'too_large',
    ],
    [
      'as much as it may',
      { ...V1, colour: 'x'.repeat(MESSAGE.value_bytes - JSON.stringify({ ...V1, colour: '' }).length) },
      400,
      'unknown_field',
    ],
    [
      'a byte more',
      { ...V1, colour: 'x'.repeat(MESSAGE.value_bytes - JSON.stringify({ ...V1, colour: '' }).length + 1) },
      413,
      'too_large',
    ],
  ])('%s', (_name, event, status, code) => {
    const validated = validateUpdate(event, 'seller-42', NOW);
    expect(
      validated.ok ? ['ok', validated.event_id] : [validated.problem.status, validated.problem.code],
    ).toEqual([status, code]);
  });
});
