import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Cursor, MalformedBytesError } from './cursor.js';

/** As Kafka writes it: the sign last, seven bits a byte, the lowest first. */
function varlong(value: bigint): Buffer {
  const out: number[] = [];
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  for (; rest >= 128n; rest >>= 7n) out.push(Number(rest & 127n) | 128);
  return Buffer.from([...out, Number(rest)]);
}

describe('a number of 64 bits', () => {
  it.each<[bigint]>([
    [0n],
    [-1n],
    [1n],
    [63n],
    [-64n],
    [64n],
    [(1n << 27n) - 1n],
    [-(1n << 27n)],
    [1n << 27n],
    [-(1n << 27n) - 1n],
    [1n << 31n],
    [1n << 32n],
    [(1n << 63n) - 1n],
    [-(1n << 63n)],
  ])('%s is read as it was written', (value) => {
    const cursor = new Cursor(Buffer.concat([varlong(value), Buffer.from([7])]));
    expect([cursor.varlong(), cursor.left]).toEqual([value, 1]);
  });

  it('is read as it was written, for any value', () => {
    fc.assert(
      fc.property(fc.bigInt(-(1n << 63n), (1n << 63n) - 1n), (value) =>
        expect(new Cursor(varlong(value)).varlong()).toBe(value),
      ),
    );
  });

  it.each([
    ['ends too early', [0x80]],
    ['ends too early, though large', [0xff, 0xff, 0xff, 0xff, 0xff]],
    ['has more than ten bytes', Array.from({ length: 11 }, () => 0xff)],
  ])('that %s is refused', (_what, bytes) => {
    expect(() => new Cursor(Buffer.from(bytes)).varlong()).toThrow(MalformedBytesError);
  });
});
