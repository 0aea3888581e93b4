import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { FILE_LINE_BYTES, type FileLine, LineSplitter } from './line-splitter.js';
import { lineText } from './line-text.js';

const text = ({ line, bytes, end }: FileLine): unknown[] => [
  line,
  bytes === null ? null : lineText(bytes, line),
  end,
];
function split(content: Buffer, pieces: readonly number[] = []): FileLine[] {
  const splitter = new LineSplitter();
  const cuts = [0, ...pieces, content.length];
  const found = cuts.slice(1).flatMap((cut, at) => splitter.push(content.subarray(cuts[at], cut)));
  return [...found, ...splitter.end()];
}

it.each<[string, string, unknown[][]]>([
  ['nothing', '', []],
  ['a line', 'a\n', [[1, 'a', 2]]],
  [
    'a line without its end',
    'a\nb',
    [
      [1, 'a', 2],
      [2, 'b', 3],
    ],
  ],
  [
    'CRLF',
    'a\r\nb\r\n',
    [
      [1, 'a', 3],
      [2, 'b', 6],
    ],
  ],
  [
    'an empty line counts',
    'a\n\nb\n',
    [
      [1, 'a', 2],
      [2, '', 3],
      [3, 'b', 5],
    ],
  ],
  [
    'a byte order mark is no part of line 1',
    '\uFEFFa\n\uFEFFb\n',
    [
      [1, 'a', 5],
      [2, '\uFEFFb', 10],
    ],
  ],
  ['a CR within a line stays', 'a\rb\n', [[1, 'a\rb', 4]]],
])('%s', (_case, content, lines) => expect(split(Buffer.from(content)).map(text)).toEqual(lines));

it('no UTF-8 is no text', () => expect(lineText(Buffer.from([0x61, 0xff]), 2)).toBeNull());

describe('a line that is too long', () => {
  it.each<[string, number, boolean]>([
    ['as long as may be', FILE_LINE_BYTES, true],
    ['a byte more', FILE_LINE_BYTES + 1, false],
    ['much more', FILE_LINE_BYTES * 5, false],
  ])('%s', (_case, length, is_there) => {
    for (const ending of ['\n', '\r\n']) {
      const lines = split(Buffer.from(`a\n${'x'.repeat(length)}${ending}b\n`), [
        3,
        70_000 > length ? 9 : 70_000,
      ]);
      expect(lines.map(({ line, bytes }) => [line, bytes?.length ?? null])).toEqual([
        [1, 1],
        [2, is_there ? length : null],
        [3, 1],
      ]);
    }
  });

  it('is not held', () => {
    const splitter = new LineSplitter();
    const piece = Buffer.alloc(1_048_576, 'x');
    const before = process.memoryUsage().arrayBuffers;
    for (let count = 0; count < 256; count += 1) splitter.push(piece);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1_048_576);
    expect(splitter.push(Buffer.from('\na\n')).map(({ bytes }) => bytes?.length ?? null)).toEqual([null, 1]);
  });
});

it('the lines are the same however the file is cut, and from any of them on', () =>
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'é', '\r', '\n', '\r\n', '💡') }),
      fc.array(fc.nat(40)),
      (content, cuts) => {
        const bytes = Buffer.from(content);
        const whole = split(bytes);
        const pieces = cuts.filter((cut) => cut <= bytes.length).sort((a, b) => a - b);
        expect(split(bytes, pieces)).toEqual(whole);
        for (const [at, { line, end }] of whole.entries()) {
          const rest = new LineSplitter(line + 1, end);
          expect([...rest.push(bytes.subarray(end)), ...rest.end()]).toEqual(whole.slice(at + 1));
        }
      },
    ),
  ));
