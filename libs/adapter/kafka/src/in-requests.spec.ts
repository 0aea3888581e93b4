import { RECORD_OVERHEAD_BYTES } from '@stockproof/bounds';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { inRequests, producedBytes } from './in-requests.js';

const message = (length: number, text = 'x') => ({ partition: 0, key: null, value: text.repeat(length) });
const MAX = 1_000 + 2 * RECORD_OVERHEAD_BYTES;

describe('inRequests', () => {
  it.each<[string, number[], number[][]]>([
    // what is sent, the lengths, those of each request
    ['nothing', [], []],
    ['as much as may be', [400, 600], [[400, 600]]],
    ['a byte more', [400, 601], [[400], [601]]],
    ['one that is too large by itself, alone', [10, 5_000, 10, 10], [[10], [5_000], [10, 10]]],
  ])('%s', (_name, lengths, expected) => {
    expect(
      inRequests(
        lengths.map((length) => message(length)),
        MAX,
      ).map((part) => part.map(({ value }) => value?.length)),
    ).toEqual(expected);
  });

  it('counts bytes, not characters, including keys and headers', () => {
    expect(producedBytes(message(10, '票'))).toBe(30 + RECORD_OVERHEAD_BYTES);
    expect(
      producedBytes({ partition: 0, key: 'ab', value: Buffer.alloc(5), headers: { name: '票' } }),
    ).toBeGreaterThanOrEqual(2 + 5 + 4 + 3 + RECORD_OVERHEAD_BYTES);
  });

  it('keeps all messages, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2_000)), (lengths) => {
        expect(
          inRequests(
            lengths.map((length) => message(length)),
            MAX,
          )
            .flat()
            .map(({ value }) => (value as string).length),
        ).toEqual(lengths);
      }),
    );
  });
});
