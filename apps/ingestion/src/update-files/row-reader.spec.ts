import { describe, expect, it } from '@jest/globals';
import { FILE_LINE_BYTES, type FileFormat, LineSplitter } from '@stockproof/update-file';
import { RowReader } from './row-reader.js';

function rowsOf(format: FileFormat, content: string | Buffer): unknown[] {
  const splitter = new LineSplitter();
  const reader = new RowReader({ seller_id: 'ann', file_id: 'f', format });
  const rows = [...reader.rows(splitter.push(Buffer.from(content))), ...reader.rows(splitter.end())];
  reader.end();
  return rows.map((row) => (row.ok ? [row.line, row.update] : [row.line, row.problem.code]));
}
const AT = '2026-06-19T18:23:11Z';
const HEAD = 'sku,quantity,operation,event_time\n';
const update = (line: number, sku: string) => ({
  ...{ schema_version: 3, seller_id: 'ann', event_id: `f-${line}` },
  ...{ sku, quantity: 5, operation: 'I', event_time: AT },
});
const good = (line: number, sku: string) => [line, update(line, sku)];

describe('the rows of a CSV file', () => {
  it.each<[string, string | Buffer, unknown[]]>([
    ['as they are', `${HEAD}A,5,I,${AT}\nB,5,I,${AT}`, [good(2, 'A'), good(3, 'B')]],
    ['with CRLF and a byte order mark', `\uFEFF${HEAD.replace('\n', '\r\n')}A,5,I,${AT}\r\n`, [good(2, 'A')]],
    ['with empty lines, which count', `${HEAD}\n \nA,5,I,${AT}\n\n`, [good(4, 'A')]],
    ['with a line of too few cells', `${HEAD}A,5\nB,5,I,${AT}\n`, [[2, 'malformed_row'], good(3, 'B')]],
    ['with an open quote', `${HEAD}"A,5,I,${AT}\nB,5,I,${AT}\n`, [[2, 'malformed_row'], good(3, 'B')]],
    [
      'with a line that is no UTF-8',
      Buffer.concat([Buffer.from(HEAD), Buffer.from([0xff, 0x0a]), Buffer.from(`B,5,I,${AT}`)]),
      [[2, 'invalid_utf8'], good(3, 'B')],
    ],
    [
      'with a line that is too long',
      `${HEAD}${'x'.repeat(FILE_LINE_BYTES + 1)}\nB,5,I,${AT}`,
      [[2, 'line_too_long'], good(3, 'B')],
    ],
    ['of a header alone', HEAD, []],
  ])('%s', (_case, content, rows) => expect(rowsOf('csv', content)).toEqual(rows));

  it.each([
    ['nothing', '', 'the file is empty'],
    ['an unknown column', 'sku,qty\n', 'there is no column "qty"'],
    ['other bytes', Buffer.from([0xff, 0xfe, 0x61, 0x0a]), 'in UTF-8'],
    ['a line without end', 'x'.repeat(FILE_LINE_BYTES + 1), 'must name the columns'],
  ])('are none of %s', (_case, content, detail) =>
    expect(() => rowsOf('csv', content)).toThrow(
      expect.objectContaining({ code: 'bad_header', message: expect.stringContaining(detail) }),
    ),
  );
});

it.each<[string, string, unknown[]]>([
  ['objects', `\uFEFF{"sku":"A","quantity":5,"operation":"I","event_time":"${AT}"}\n`, [good(1, 'A')]],
  [
    'an id of its own',
    '{"event_id":"own","seller_id":"ben","schema_version":1}',
    [[1, { event_id: 'own', seller_id: 'ben', schema_version: 1 }]],
  ],
  [
    'what failed before',
    `\n{"failed_line":9,"failed_reason":"x","sku":"A"}`,
    [[2, { schema_version: 3, seller_id: 'ann', event_id: 'f-2', sku: 'A' }]],
  ],
  ['no JSON', '{"sku\n', [[1, 'malformed_json']]],
  [
    'no object',
    '[]\n"x"\nnull',
    [
      [1, 'malformed_row'],
      [2, 'malformed_row'],
      [3, 'malformed_row'],
    ],
  ],
  ['nothing', '', []],
])('the rows of NDJSON: %s', (_case, content, rows) => expect(rowsOf('ndjson', content)).toEqual(rows));
