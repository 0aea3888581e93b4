import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { eventCheck } from './check-event.js';

const schema = JSON.parse(readFileSync('schemas/inventory-update/v2.schema.json', 'utf8')) as Record<
  string,
  unknown
>;
const check = eventCheck(schema);
const EVENT = {
  ...{ schema_version: 2, event_id: 'e-1', seller_id: 's-1', sku: 'a', quantity: 5, operation: 'I' },
  event_time: '2026-06-19T18:23:11Z',
};

it.each<[string, object, string[]]>([
  ['a whole update', {}, []],
  ['a count of nothing', { operation: 'S', quantity: 0 }, []],
  ['a move', { operation: 'M', to_location_id: 'fra-2' }, []],
  ['a receipt of nothing', { quantity: 0 }, ['quantity']],
  ['a text for the quantity', { quantity: '5 pcs' }, ['quantity']],
  ['a quantity below zero', { quantity: -1 }, ['quantity']],
  ['no SKU', { sku: undefined }, ['sku']],
  ['a SKU that is too long', { sku: 'x'.repeat(65) }, ['sku']],
  ['a SKU with a line break', { sku: 'a\nb' }, ['sku']],
  ['an operation of orders', { operation: 'R' }, ['operation']],
  ['a bucket that there is not', { bucket_type: 'lost' }, ['bucket_type']],
  ['reserved stock', { bucket_type: 'reserved' }, ['bucket_type']],
  ['a move to nowhere', { operation: 'M' }, ['operation']],
  ['a time without an offset', { event_time: '2026-06-19 18:23:11' }, ['event_time']],
  ['two faults', { sku: '', quantity: 1.5 }, ['sku', 'quantity']],
])('%s', (_what, change, fields) => {
  const event = JSON.parse(JSON.stringify({ ...EVENT, ...change })) as Record<string, unknown>;
  const faults = check(event);
  expect(faults.length > 0).toBe(fields.length > 0);
  for (const field of fields) expect(faults.join('; ')).toContain(field);
});
