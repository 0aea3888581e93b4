import { expect, it } from '@jest/globals';
import { completeUpdate } from './complete-update.js';
import { readCsvHeader } from './csv-header.js';
import { updateOfCells } from './update-of-cells.js';

const read = readCsvHeader('sku,quantity,operation,event_time,location_id,failed_reason');
if (!read.ok) throw new Error(read.fault);
const { header } = read;
const AT = '2026-06-19T18:23:11Z';
const base = { sku: 'A', operation: 'I', event_time: AT };

it.each<[string, string[], object]>([
  ['all of it', ['A', '5', 'I', AT, 'x', ''], { ...base, quantity: 5, location_id: 'x' }],
  ['an empty cell is no field', ['A', '5', 'I', AT, '', ''], { ...base, quantity: 5 }],
  ['a reason says nothing', ['A', '5', 'I', AT, '', 'it failed'], { ...base, quantity: 5 }],
  ['blanks stay', [' A', '5 ', 'I', AT, ' ', ''], { ...base, sku: ' A', quantity: '5 ', location_id: ' ' }],
  ['a sign', ['A', '-5', 'I', AT, '', ''], { ...base, quantity: -5 }],
  ['no whole number', ['A', '5.0', 'I', AT, '', ''], { ...base, quantity: '5.0' }],
  [
    'more digits than are exact',
    ['A', '12345678901234567', 'I', AT, '', ''],
    { ...base, quantity: '12345678901234567' },
  ],
  ['another base', ['A', '0x10', 'I', AT, '', ''], { ...base, quantity: '0x10' }],
])('%s', (_case, cells, fields) => expect(updateOfCells(cells, header)).toEqual({ ok: true, fields }));

it.each([
  ['too few', ['A', '5'], 'the line has 2 cells, the header 6'],
  ['too many', ['A', '5', 'I', AT, '', '', ''], 'the line has 7 cells, the header 6'],
])('%s cells', (_case, cells, fault) => expect(updateOfCells(cells, header)).toEqual({ ok: false, fault }));

it.each<[string, object, string | null, object]>([
  ['what is left out', {}, 'f', { schema_version: 3, seller_id: 'ann', event_id: 'f-7' }],
  [
    'nothing that is there',
    { schema_version: 1, seller_id: 'ben', event_id: 'own' },
    'f',
    { schema_version: 1, seller_id: 'ben', event_id: 'own' },
  ],
  ['no id without that of the file', {}, null, { schema_version: 3, seller_id: 'ann' }],
])('adds %s', (_case, fields, file_id, update) =>
  expect(completeUpdate({ ...fields }, { seller_id: 'ann', file_id, line: 7 })).toEqual(update),
);
