import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { javaStringHashCode, skuPartition } from '../index.js';

/** What a JVM says of each text: `hashCode floorMod8`. */
function askJava(texts: readonly string[]): string[] {
  const input = texts.map(utf16Hex).join('\n') + '\n';
  const source = new URL('./JavaPartition.java', import.meta.url).pathname;
  const run = spawnSync('java', [source], { input, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (run.status !== 0) throw new Error(`java failed: ${run.stderr}`);
  return run.stdout.trimEnd().split('\n');
}

function utf16Hex(text: string): string {
  return Array.from({ length: text.length }, (_, i) => text.charCodeAt(i).toString(16).padStart(4, '0')).join(
    '',
  );
}

const NOTABLE = [
  '',
  'a',
  'polygenelubricants',
  '1231241',
  'Ünïcode',
  '🛒🧪',
  '\ud800',
  'Aa',
  'BB',
  'x'.repeat(64),
];

describe('skuPartition', () => {
  it('agrees with a JVM on 20,000 texts', () => {
    const drawn = fc.sample(fc.string({ unit: 'binary', maxLength: 64 }), { numRuns: 20_000, seed: 7 });
    const texts = [...NOTABLE, ...drawn];
    const ours = texts.map((text) => `${javaStringHashCode(text)} ${skuPartition(text, 8)}`);
    expect(ours).toEqual(askJava(texts));
  });

  it('handles the smallest hash', () => {
    expect(javaStringHashCode('polygenelubricants')).toBe(-(2 ** 31));
    expect(skuPartition('polygenelubricants', 8)).toBe(0);
  });

  it('is what Debezium computes, for powers of two', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 0, max: 10 }), (sku, log2) => {
        const debezium = (javaStringHashCode(sku) & 0x7fffffff) % 2 ** log2;
        return skuPartition(sku, 2 ** log2) === debezium;
      }),
    );
  });

  it.each([0, 3, 6, 12, -8, 1.5, Number.NaN])('refuses %p partitions', (partitions) => {
    expect(() => skuPartition('a', partitions)).toThrow(RangeError);
  });
});
