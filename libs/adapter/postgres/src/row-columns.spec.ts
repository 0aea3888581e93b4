import { describe, expect, it } from '@jest/globals';
import { arraysOf, columnNames, type RowColumn, unnestEach } from './index.js';

interface Row {
  readonly id: string;
  readonly at_ms: number | null;
  readonly digest: string | null;
}

const COLUMNS: readonly RowColumn<Row>[] = [
  { name: 'id', type: 'text', of: (row) => row.id },
  { name: 'at', type: 'timestamptz', of: (row) => row.at_ms },
  { name: 'digest', type: 'bytea', of: (row) => row.digest },
];

describe('columns of rows that are sent as arrays', () => {
  it('are listed by name', () => expect(columnNames(COLUMNS)).toBe('id, at, digest'));

  it('are numbered over all lists, each under its alias', () => {
    expect(unnestEach(2, { row: COLUMNS, offer: COLUMNS.slice(0, 1) })).toEqual({
      row: 'unnest($2::text[], $3::timestamptz[], $4::bytea[]) AS row (id, at, digest)',
      offer: 'unnest($5::text[]) AS offer (id)',
    });
  });

  it('become one array each, with times and bytes in PostgreSQL’s formats, null as null', () => {
    expect(
      arraysOf(COLUMNS, [
        { id: 'a', at_ms: 0, digest: 'ab' },
        { id: 'b', at_ms: null, digest: null },
      ]),
    ).toEqual([
      ['a', 'b'],
      ['1970-01-01T00:00:00.000Z', null],
      ['\\xab', null],
    ]);
    expect(arraysOf(COLUMNS, [])).toEqual([[], [], []]);
  });
});
