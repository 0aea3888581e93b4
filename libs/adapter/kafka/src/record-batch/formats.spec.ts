import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { unpack } from './unpack.js';

// Libraries pack as it suits them and leave out what the formats allow besides. These packers use every way
// there is to say a thing.

/**
 * Bytes as they are, or a repetition of what stands `back` bytes before the end; `way` chooses among the ways
 * to say it.
 */
type Step =
  | { readonly literal: Uint8Array; readonly way: number }
  | { readonly back: number; readonly length: number; readonly way: number };

const LIMIT = 200_000;
const literal = (most: number): fc.Arbitrary<Step> =>
  fc.record({ literal: fc.uint8Array({ minLength: 1, maxLength: most }), way: fc.nat(3) });
const repetition = (least: number, most: number): fc.Arbitrary<Step> =>
  fc.record({
    back: fc.integer({ min: 1, max: 70_000 }),
    length: fc.integer({ min: least, max: most }),
    way: fc.nat(2),
  });
const steps = (least: number, most: number): fc.Arbitrary<Step[]> =>
  fc
    .tuple(
      literal(3_000),
      fc.array(fc.oneof(literal(100), literal(3_000), repetition(least, most)), { maxLength: 12 }),
    )
    .map(([first, rest]) => [first, ...rest]);

/** What the steps make, and how far back each repetition reaches in fact. */
function made(all: readonly Step[]): { bytes: Buffer; reaching: Step[] } {
  const bytes: number[] = [];
  const reaching = all.map((step): Step => {
    if ('literal' in step) {
      bytes.push(...step.literal);
      return step;
    }
    const back = 1 + (step.back % bytes.length);
    for (let at = 0; at < step.length; at += 1) bytes.push(bytes[bytes.length - back] ?? 0);
    return { ...step, back };
  });
  return { bytes: Buffer.from(bytes), reaching };
}

const little = (bytes: number, value: number): Buffer => {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntLE(value, 0, bytes);
  return buffer;
};

/** https://github.com/google/snappy/blob/main/format_description.txt */
function snappy(length: number, all: readonly Step[]): Buffer {
  const head: number[] = [];
  let rest = length;
  for (; rest >= 128; rest = Math.floor(rest / 128)) head.push((rest % 128) | 128);
  const elements = all.map((step) => {
    if ('literal' in step) {
      const size = step.literal.length;
      // In the tag where there is room for it, else in one to four bytes behind it.
      const behind = Math.max(step.way + 1, size > 65_536 ? 3 : size > 256 ? 2 : 1);
      return size <= 60 && step.way < 2
        ? Buffer.concat([Buffer.from([(size - 1) << 2]), step.literal])
        : Buffer.concat([Buffer.from([(59 + behind) << 2]), little(behind, size - 1), step.literal]);
    }
    const { back, length: size, way } = step;
    if (way === 0 && size >= 4 && size <= 11 && back < 2_048)
      return Buffer.from([((back >> 8) << 5) | ((size - 4) << 2) | 1, back & 0xff]);
    if (way <= 1 && back < 65_536)
      return Buffer.concat([Buffer.from([((size - 1) << 2) | 2]), little(2, back)]);
    return Buffer.concat([Buffer.from([((size - 1) << 2) | 3]), little(4, back)]);
  });
  return Buffer.concat([Buffer.from([...head, rest]), ...elements]);
}

/** Beyond fifteen in bytes of 255 and one that is less. */
function more(value: number): number[] {
  if (value < 15) return [];
  return [...Array.from({ length: Math.floor((value - 15) / 255) }, () => 255), (value - 15) % 255];
}

/** Sequences of literals and a repetition each; the last one is literals alone. */
function lz4Block(all: readonly Step[]): Buffer {
  const sequences: Buffer[] = [];
  let literals = Buffer.alloc(0);
  for (const step of all) {
    if ('literal' in step) literals = Buffer.concat([literals, step.literal]);
    else {
      const match = step.length - 4;
      sequences.push(
        Buffer.concat([
          Buffer.from([(Math.min(15, literals.length) << 4) | Math.min(15, match), ...more(literals.length)]),
          literals,
          little(2, step.back),
          Buffer.from(more(match)),
        ]),
      );
      literals = Buffer.alloc(0);
    }
  }
  return Buffer.concat([
    ...sequences,
    Buffer.from([Math.min(15, literals.length) << 4, ...more(literals.length)]),
    literals,
  ]);
}

interface Frame {
  readonly block_checksum: boolean;
  readonly size: boolean;
  readonly content_checksum: boolean;
  readonly dictionary: boolean;
  readonly stored: Uint8Array;
}

/**
 * https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md; a block that is stored as it is is before the
 * packed one.
 */
function lz4(block: Buffer, { block_checksum, size, content_checksum, dictionary, stored }: Frame): Buffer {
  const flags =
    0x40 |
    (block_checksum ? 0x10 : 0) |
    (size ? 0x08 : 0) |
    (content_checksum ? 0x04 : 0) |
    (dictionary ? 0x01 : 0);
  const checksum = Buffer.alloc(block_checksum ? 4 : 0, 0x5a);
  const raw = stored.length === 0 ? [] : [little(4, stored.length + 0x8000_0000), stored, checksum];
  return Buffer.concat([
    Buffer.from('04224d18', 'hex'),
    Buffer.from([flags, 0x40]),
    Buffer.alloc(size ? 8 : 0, 9),
    Buffer.alloc(dictionary ? 4 : 0, 9),
    Buffer.from([0x77]),
    ...raw,
    little(4, block.length),
    block,
    checksum,
    little(4, 0),
    Buffer.alloc(content_checksum ? 4 : 0, 0x5a),
  ]);
}

describe('everything that a format allows is read', () => {
  it('of Snappy', async () => {
    await fc.assert(
      fc.asyncProperty(steps(1, 64), async (all) => {
        const { bytes, reaching } = made(all);
        const { bytes: read, ended } = await unpack(2, snappy(bytes.length, reaching), LIMIT);
        expect([ended, read.equals(bytes)]).toEqual(['whole', true]);
      }),
      { numRuns: 300 },
    );
  });

  it('of Snappy, in each of its forms', async () => {
    const base: Step = {
      literal: Buffer.from(Array.from({ length: 70_000 }, (_one, index) => (index * 7) % 251)),
      way: 3,
    };
    const ways: Step[] = [
      [1, 4],
      [255, 11],
      [256, 5],
      [2_047, 4],
      [2_048, 4],
      [65_535, 64],
      [65_536, 1],
      [69_000, 64],
    ].flatMap(([back = 1, length = 4]) => [0, 1, 2].map((way) => ({ back, length, way })));
    const literals: Step[] = [1, 59, 60, 61, 256, 257, 65_536, 65_537].flatMap((length) =>
      [0, 3].map((way) => ({ literal: Buffer.alloc(length, length), way })),
    );
    // One after the other: each is checked by itself.
    for (const step of [...ways, ...literals]) {
      const all = [base, step];
      const { bytes } = made(all.map((one) => ('back' in one ? { ...one, back: one.back - 1 } : one)));
      const { bytes: read, ended } = await unpack(2, snappy(bytes.length, all), LIMIT);
      expect([step, ended, read.equals(bytes)]).toEqual([step, 'whole', true]);
    }
  });

  it.each([[-1], [1]])('of Snappy, but not a length that is wrong by %i', async (wrong) => {
    const { bytes, reaching } = made([
      { literal: Buffer.alloc(99, 'a'), way: 0 },
      { back: 9, length: 20, way: 1 },
    ]);
    expect(await unpack(2, snappy(bytes.length + wrong, reaching), LIMIT)).toMatchObject({
      ended: 'corrupt',
    });
  });

  it.each([[0], [100], [65_535]])(
    'but no copy from %i bytes before the end of a hundred less one',
    async (back) => {
      const all: Step[] = [
        { literal: Buffer.alloc(99, 'a'), way: 0 },
        { back, length: 20, way: 1 },
      ];
      const frame = {
        block_checksum: false,
        size: false,
        content_checksum: false,
        dictionary: false,
        stored: Buffer.alloc(0),
      };
      const ends = [
        (await unpack(2, snappy(119, all), LIMIT)).ended,
        (await unpack(3, lz4(lz4Block(all), frame), LIMIT)).ended,
      ];
      expect(ends).toEqual(['corrupt', 'corrupt']);
    },
  );

  it('of LZ4', async () => {
    const flag = fc.boolean();
    const frames = fc.record({
      block_checksum: flag,
      size: flag,
      content_checksum: flag,
      dictionary: flag,
      stored: fc.uint8Array({ maxLength: 300 }),
    });
    await fc.assert(
      fc.asyncProperty(steps(4, 900), frames, async (all, frame) => {
        const near = all.map((step) => ('back' in step ? { ...step, back: step.back % 65_535 } : step));
        const { bytes, reaching } = made(near);
        const { bytes: read, ended } = await unpack(3, lz4(lz4Block(reaching), frame), LIMIT);
        expect([ended, read.equals(Buffer.concat([frame.stored, bytes]))]).toEqual(['whole', true]);
      }),
      { numRuns: 300 },
    );
  });

  it.each([[14], [15], [16], [269], [270], [271], [525], [526]])(
    'of LZ4, with %i literals and as long a repetition',
    async (length) => {
      const { bytes, reaching } = made([
        { literal: Buffer.from(Array.from({ length }, (_one, index) => index % 256)), way: 0 },
        { back: 2, length: length + 4, way: 0 },
        { literal: Buffer.from('end'), way: 0 },
      ]);
      const frame = {
        block_checksum: false,
        size: false,
        content_checksum: false,
        dictionary: false,
        stored: Buffer.alloc(0),
      };
      expect(await unpack(3, lz4(lz4Block(reaching), frame), LIMIT)).toEqual({ ended: 'whole', bytes });
    },
  );
});
