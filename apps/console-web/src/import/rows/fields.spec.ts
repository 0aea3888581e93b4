import { describe, expect, it } from '@jest/globals';
import { guessMapping, mappingFault } from './fields.js';

describe('columns are guessed by their names', () => {
  it.each<[string[], object]>([
    [['sku', 'quantity', 'operation'], { sku: 0, quantity: 1, operation: 2 }],
    [['Qty', 'Item ID', 'Warehouse'], { quantity: 0, sku: 1, location_id: 2 }],
    [['SKU', 'Article', 'On hand'], { sku: 0, quantity: 2 }],
    [['To location', 'location'], { to_location_id: 0, location_id: 1 }],
    [['colour', 'price'], {}],
    [[], {}],
  ])('%j: %j', (header, expected) => expect(guessMapping(header)).toEqual(expected));
});

describe('a mapping is enough or not', () => {
  const same = { operation: 'I', event_time: '2026-06-19T18:23:11Z' };
  it.each<[string, object, object, string]>([
    ['whole', { sku: 0, quantity: 1 }, same, ''],
    ['without a SKU', { quantity: 1 }, same, 'say which column is sku'],
    ['without both', {}, same, 'say which column is sku and quantity'],
    [
      'without an operation',
      { sku: 0, quantity: 1 },
      { ...same, operation: '' },
      'say which operation the rows are',
    ],
    [
      'with a column for the operation',
      { sku: 0, quantity: 1, operation: 2 },
      { ...same, operation: '' },
      '',
    ],
    [
      'without a time',
      { sku: 0, quantity: 1 },
      { ...same, event_time: 'monday' },
      'say when it happened, as 2026-06-19T18:23:11Z',
    ],
    ['with a column for the time', { sku: 0, quantity: 1, event_time: 2 }, { ...same, event_time: '' }, ''],
  ])('%s', (_what, mapping, whole, expected) =>
    expect(mappingFault(mapping as Record<string, number>, whole as typeof same)).toBe(expected),
  );
});
