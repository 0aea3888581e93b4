import { describe, expect, it } from '@jest/globals';
import { pack, PACKINGS, packSnappyFramed } from '@stockproof/testing';
import fc from 'fast-check';
import { unpack } from './unpack.js';

const LIMIT = 1_000;
const text = (length: number): Buffer =>
  Buffer.from(Array.from({ length }, (_one, index) => 97 + (index % 23)));
const run = (length: number): Buffer => Buffer.alloc(length, 'a');

/** Packed with lz4-napi 2.10 (lz4_flex) and snappy 7 (rust-snappy). */
const LZ4 =
  'BCJNGGBAgocCAAD7IXsiZXZlbnRfaWQiOiJlLTAiLCJza3UiOiIxMjMxMjQxIiwicXVhbnRpdHkiOjB9CjAAHzEwAAo9OTE5MgAfMjIACj04MzgyAB8zMgAKPTc1NzIAHzQyAAo9Njc2MgAfNTIACj01OTUyAB82MgALLTE0MgAfNzIACj00MzMyAB84MgAKPTM1MjIAHzkyAAo9MjcxMgAfMfMBCy8xOfUBAA/2AQsuMTD2AR8x9wELHjL2AR8x9wELLjk09wEfMfgBCy44NvgBHzH5AQsuNzj5AR8x+gELLjcw+gEfMfsBCy42MvsBHzH8AQsuNTT8AR8x/QELLjQ2/QEfMv0BCy4zOP0BHzL9AQsuMjn9AR8y/QEMHjH+AR8y/gELLjEz/gEfMv4BCx41/QEfMv0BCy45N/0BHzL9AQsuODn9AR8y/QELLjgx/QEfMv0BCy43M/0BHzL9AQsuNjX9AR8z/QELLjU3/QEfM/0BCy40OP0BHzP9AQsuNDD9AR8z/QELLjMy/QEfM/0BCy4yNP4BHzP+AQsuMTb+AR8z/gEMDv0BHzP9AQsO+wEfM/sBCy45MvsBHzP7AQsuODT7AR80+wELLjc2+wEBCwgPGwgHLjY3+wEfNPsBCy41OfsBHzT7AQsuNTH7AR80+wELLjQz+wEfNPsBCy4zNfsBHzT7AQsuMjf8AR80/AELLjE5/gEfNP4BCy4xMf4BHzT+AQseM/0BHzX9AQsuOTX9AR81+AMLLjg2/QEfNf0BCy43OP0BHzX9AQsuNzD9AR81/QELLjYy/QEfNf0BCy41NP0BHzX9AQsuNDb9AS81N4oJCi4zOP0BHzX9AQsuMzD9AR81/QEJYCI6MjIxfQAAAAA=';
const SNAPPY =
  '4RfAeyJldmVudF9pZCI6ImUtMCIsInNrdSI6IjEyMzEyNDEiLCJxdWFudGl0eSI6MH0KezYwAAEgZjAADDkxOX0+MgAAMnJiAAg4MzhCMgAAM3IyAAg3NTdCMgAANHIyAAg2NzZCMgAANXIyAAg1OTVCMgAANnYyAAQxNEIyAAA3cjIACDQzM0IyAAA4cjIACDM1MkIyAAA5cjIACDI3MUIyAAAxdvMBBDE5SvUBdvYBBDEwRvYBADF29wEAMkb2AQAxdvcBBDk0RvcBADF2+AEEODZG+AEAMXb5AQQ3OEb5AQAxdvoBBDcwRvoBADF2+wEENjJG+wEAMXb8AQQ1NEb8AQAxdv0BBDQ2Rv0BADJ2/QEEMzhG/QEAMnb9AQQyOUb9AQAyev0BADFG/gEAMnb+AQQxM0b+AQAydv4BADVG/QEAMnb9AQQ5N0b9AQAydv0BBDg5Rv0BADJ2/QEEODFG/QEAMnb9AQQ3M0b9AQQyOXL6AwQ2NUb9AQAzdv0BBDU3Rv0BADN2/QEENDhG/QEAM3b9AQQ0MEb9AQAzdv0BBDMyRv0BADN2/QEEMjRG/gEAM3b+AQQxNkb+AQAzev4BRv0BADN2/QFG+wEAM3b7AQQ5Mkb7AQAzdvsBBDg0RvsBADR2+wEENzZG+wESCwhm6wcENjdG+wEANHb7AQQ1OUb7AQA0dvsBBDUxRvsBADR2+wEENDNG+wEANHb7AQQzNUb7AQA0dvsBBDI3RvwBADR2/AEEMTlG/gEANHb+AQQxMUb+AQA0dv4BADNG/QEANXb9AQQ5NUb9AQA1dvgDBDg2Rv0BADV2/QEENzhG/QEANXb9AQQ3MEb9AQA1dv0BBDYyRv0BADV2/QEENTRG/QEANXb9AQQ0Nkb9AQA1dv0BBDM4Rv0BADV2/QEEMzBG/QEANXb9AQwyMjF9';

describe.each(PACKINGS.map((name, codec) => [name, codec] as const))('%s', (name, codec) => {
  it.each<[string, Buffer, string]>([
    ['nothing', Buffer.alloc(0), 'whole'],
    ['a little', text(10), 'whole'],
    ['runs', Buffer.concat([run(300), text(50), run(99)]), 'whole'],
    ['as much as may be', run(LIMIT), 'whole'],
    ['one byte more', run(LIMIT + 1), 'limit'],
    ['one byte more, of no pattern', text(LIMIT + 1), 'limit'],
    ['far more', run(5_000_000), 'limit'],
  ])('unpacks %s', async (_what, bytes, ended) => {
    const unpacked = await unpack(codec, pack[name](bytes), LIMIT);
    expect(unpacked.ended).toBe(ended);
    expect(unpacked.bytes.equals(bytes.subarray(0, LIMIT))).toBe(true);
  });

  it('gives for any bytes a result or none, and never more than the limit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        expect((await unpack(codec, Buffer.from(bytes), 64)).bytes.length).toBeLessThanOrEqual(64);
      }),
    );
  });

  it('gives for corrupt bytes never more than the limit', async () => {
    const bytes = pack[name](Buffer.concat([run(500), text(50), run(300)]));
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), async (at, byte) => {
        const spoiled = Buffer.from(bytes);
        spoiled[at] = byte;
        const { bytes: given, ended } = await unpack(codec, spoiled, LIMIT);
        expect(given.length).toBeLessThanOrEqual(LIMIT);
        expect(['whole', 'limit', 'corrupt']).toContain(ended);
      }),
    );
  });
});

describe('unpack', () => {
  it('reads the blocks of Java’s Snappy stream', async () => {
    const bytes = Buffer.concat([text(40_000), run(40_000)]);
    expect(await unpack(2, packSnappyFramed(bytes), 80_000)).toEqual({ bytes, ended: 'whole' });
    expect(await unpack(2, packSnappyFramed(bytes), 79_999)).toMatchObject({ ended: 'limit' });
  });

  it.each<[string, number, string]>([
    ['LZ4', 3, LZ4],
    ['Snappy', 2, SNAPPY],
  ])('reads bytes packed by another library with %s', async (_name, codec, base64) => {
    const words = Array.from(
      { length: 60 },
      (_one, index) => `{"event_id":"e-${index}","sku":"1231241","quantity":${(index * 7_919) % 1_000}}`,
    ).join('\n');
    const { bytes, ended } = await unpack(codec, Buffer.from(base64, 'base64'), 10_000);
    expect([ended, bytes.toString()]).toEqual(['whole', words]);
  });

  const SKIPPED = Buffer.concat([Buffer.from([0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0]), Buffer.from('skip')]);
  const [ONE, TWO] = [pack.zstd(run(600)), pack.zstd(text(400))];
  it.each<[string, readonly Buffer[], number, string]>([
    ['two frames', [ONE, TWO], 1_000, 'whole'],
    ['one that is to be skipped', [SKIPPED, ONE, SKIPPED, TWO], 1_000, 'whole'],
    ['two frames, the second beyond the limit', [ONE, TWO], 999, 'limit'],
    ['two frames, the second of nothing but beyond', [ONE, TWO], 600, 'limit'],
    ['what is no frame behind one', [ONE, Buffer.from('nonsense')], 600, 'corrupt'],
    ['a frame that is cut', [ONE, TWO.subarray(0, 9)], 600, 'corrupt'],
  ])('reads of Zstandard %s', async (_what, frames, length, ended) => {
    const limit = ended === 'limit' ? length : LIMIT;
    const unpacked = await unpack(4, Buffer.concat(frames), limit);
    expect([unpacked.ended, unpacked.bytes.toString()]).toEqual([
      ended,
      Buffer.concat([run(600), text(400)])
        .subarray(0, length)
        .toString(),
    ]);
  });

  it('has no fifth codec', async () =>
    expect(await unpack(5, text(9), LIMIT)).toMatchObject({ ended: 'corrupt' }));
});
