import { expect, it } from '@jest/globals';
import { cellsOfLines } from './csv-cells.js';
import { readCsvHeader } from './csv-header.js';
import { failedHeader, failedJson, failedRow } from './failed-lines.js';

function header(line: string) {
  const read = readCsvHeader(line);
  if (!read.ok) throw new Error(read.fault);
  return read.header;
}
const PLAIN = header('sku;quantity;operation;event_time');
const AGAIN = header('failed_line,sku,quantity,operation,event_time,failed_reason');

it('the header is that of the file, with the line and the reason once', () => {
  expect(failedHeader(PLAIN)).toBe('sku;quantity;operation;event_time;failed_line;failed_reason\n');
  expect(failedHeader(AGAIN)).toBe('sku,quantity,operation,event_time,failed_line,failed_reason\n');
});

it.each<[string, typeof PLAIN, string, string]>([
  ['its cells', PLAIN, 'A;x;I;t', 'A;x;I;t;7;why\n'],
  ['cells with separators', PLAIN, '"a;b";x;I;t', '"a;b";x;I;t;7;why\n'],
  ['what a spreadsheet takes for a formula', PLAIN, '=A;-1;I;t', '=A;-1;I;t;7;why\n'],
  ['a line with too many cells', PLAIN, 'A;1;I;t;u', '"A;1;I;t;u";;;;7;why\n'],
  ['a line whose quotes do not match', PLAIN, '"A;1;I;t', '"""A;1;I;t";;;;7;why\n'],
  ['a line that failed before', AGAIN, '3,A,x,I,t,old', 'A,x,I,t,7,why\n'],
])('%s', (_case, of, text, row) => expect(failedRow(of, text, 7, 'why')).toBe(row));

it('a reason stays in its line', () =>
  expect(failedRow(PLAIN, 'A;1;I;t', 7, 'one\ntwo; three')).toBe('A;1;I;t;7;"one two; three"\n'));

it('what failed can be imported again: its header is one, and its lines fit', () => {
  const again = header(failedHeader(PLAIN).trimEnd());
  const [read] = cellsOfLines([failedRow(PLAIN, 'A;x;I;t', 7, 'a;b').trimEnd()], again.delimiter);
  expect(read).toEqual({ ok: true, cells: ['A', 'x', 'I', 't', '7', 'a;b'] });
});

it.each([
  [
    'an object as it was written',
    ' {"sku":"A", "quantity": 1.50}',
    '{"failed_line":7,"failed_reason":"why","sku":"A", "quantity": 1.50}\n',
  ],
  ['an empty object', '{}', '{"failed_line":7,"failed_reason":"why"}\n'],
  [
    'an object that failed before',
    '{"failed_line":1,"sku":"A"}',
    '{"failed_line":7,"sku":"A","failed_reason":"why"}\n',
  ],
  ['no object', '[1]', '{"unreadable":"[1]","failed_line":7,"failed_reason":"why"}\n'],
  ['no JSON', '{"sku', '{"unreadable":"{\\"sku","failed_line":7,"failed_reason":"why"}\n'],
])('%s', (_case, text, line) => expect(failedJson(text, 7, 'why')).toBe(line));
