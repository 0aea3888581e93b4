import { expect, it } from '@jest/globals';
import { readCsvHeader } from './csv-header.js';

const NEEDED = ['sku', 'quantity', 'operation', 'event_time'];

it.each<[string, string, string, readonly (string | null)[]]>([
  ['commas', 'sku,quantity,operation,event_time', ',', NEEDED],
  ['semicolons', 'sku;quantity;operation;event_time', ';', NEEDED],
  ['tabs', 'sku\tquantity\toperation\tevent_time', '\t', NEEDED],
  ['quotes', '"sku","quantity","operation","event_time"', ',', NEEDED],
  [
    'another order, and more',
    'event_time,counted,sku,quantity,operation',
    ',',
    ['event_time', 'counted', 'sku', 'quantity', 'operation'],
  ],
  [
    'what a file of failed lines has besides',
    `${NEEDED.join(',')},failed_line,failed_reason`,
    ',',
    [...NEEDED, null, null],
  ],
])('a header with %s', (_case, line, delimiter, columns) => {
  const read = readCsvHeader(line);
  expect(read).toMatchObject({ ok: true, header: { delimiter, columns } });
});

it.each([
  ['no name', '', 'the file has no header'],
  ['blanks', ' , ', 'the file has no header'],
  [
    'a name that there is not',
    'sku,qty,operation,event_time,colour',
    'there is no column "qty", "colour"; columns are',
  ],
  ['a name with a blank', 'sku, quantity,operation,event_time', 'there is no column " quantity"'],
  ['another case', 'SKU,quantity,operation,event_time', 'there is no column "SKU"'],
  ['data', 'A,5,I,2026-06-19T18:23:11Z', 'there is no column "A", "5", "I", "2026-06-19T18:23:11Z"'],
  ['a name twice', 'sku,sku,quantity,operation,event_time', 'the column sku is there twice'],
  ['a name too few', 'sku,operation', 'the column quantity, event_time is missing'],
  [
    'what every object has',
    'sku,quantity,operation,event_time,constructor',
    'there is no column "constructor"',
  ],
])('no header: %s', (_case, line, fault) => {
  const read = readCsvHeader(line);
  expect(read.ok ? '' : read.fault).toContain(fault);
});
