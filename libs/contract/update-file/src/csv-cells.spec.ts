import { expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import Papa from 'papaparse';
import { cellsOfLines } from './csv-cells.js';

const BAD = 'the quotes of the line do not match';
const read = (...lines: string[]) =>
  cellsOfLines(lines, ',').map((one) => (one.ok ? one.cells : one.fault.slice(0, BAD.length)));

it.each<[string, string, unknown]>([
  ['cells', 'a,5,', ['a', '5', '']],
  ['blanks', ' a , 5 ', [' a ', ' 5 ']],
  ['a quoted cell', '"a,b",5', ['a,b', '5']],
  ['a quote in a quoted cell', '"a ""b""",5', ['a "b"', '5']],
  ['a quote in a cell without quotes', '5" pipe,1', ['5" pipe', '1']],
  ['one cell', 'a', ['a']],
  ['a quote that is never closed', '"a,5', BAD],
  ['something behind a quoted cell', '"a"b,5', BAD],
  ['blanks behind a quoted cell', '"a" ,"" ', ['a', '']],
  ['other separators', 'a;5', ['a;5']],
])('%s', (_case, line, cells) => {
  expect(read(line)).toEqual([cells]);
  // The lines around it are what they are, whatever its quotes say.
  expect(read('x,"1"', line, '"y",2')).toEqual([['x', '1'], cells, ['y', '2']]);
});

it('nothing of no lines', () => expect(read()).toEqual([]));

it('together and one by one the cells of lines are the same', () =>
  fc.assert(
    fc.property(
      fc.array(
        fc.string({ unit: fc.constantFrom('a', '"', ',', ' ', ';', 'é'), minLength: 1, maxLength: 9 }),
        {
          maxLength: 6,
        },
      ),
      (lines) => expect(read(...lines)).toEqual(lines.flatMap((line) => read(line))),
    ),
  ));

it('what is written as CSV is read again', () =>
  fc.assert(
    fc.property(
      fc.array(
        fc.array(fc.string({ unit: fc.constantFrom('a', '"', ',', ' ', '-', 'é') }), {
          minLength: 2,
          maxLength: 3,
        }),
        {
          minLength: 1,
          maxLength: 5,
        },
      ),
      (rows) => {
        const lines = rows.map((cells) => Papa.unparse([cells]));
        fc.pre(lines.every((line) => line.trim() !== ''));
        expect(read(...lines)).toEqual(rows);
      },
    ),
  ));
