import { createHash } from 'node:crypto';
import { HEAD_BYTES, KEPT_HEADERS, MESSAGE, UNPACKED_BATCH_BYTES } from '@stockproof/bounds';
import { describe, expect, it } from '@jest/globals';
import { type BatchOptions, type BuiltRecord, PACKINGS, recordBatch, zigzag } from '@stockproof/testing';
import fc from 'fast-check';
import { readRecordSet } from './read-record-set.js';

const BUDGET = 1_000_000_000;
const named = (count: number): BuiltRecord[] =>
  Array.from({ length: count }, (_one, index) => ({ key: `k${index}`, value: `v${index}` }));
const read = (set: Buffer, from = 0, most = BUDGET, bytes = BUDGET) =>
  readRecordSet(set, from, { bytes }, most);
const seen = async (set: Buffer, from = 0, most?: number, bytes?: number) =>
  (await read(set, from, most, bytes)).map(
    ({ offset, value, isControlRecord, fault }) =>
      `${offset}:${isControlRecord ? 'control' : fault === null ? (value?.toString() ?? 'null') : fault.reason}`,
  );
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('readRecordSet', () => {
  it.each(PACKINGS)('reads what was sent, packed with %s', async (packing) => {
    const records = [
      {
        key: 'a',
        value: 'x',
        headers: [
          ['h', '1'],
          ['h', '2'],
          ['n', null],
          ['__proto__', 'p'],
        ],
      },
      { key: null, value: null },
      { value: '' },
    ] as const;
    const found = await read(recordBatch(records, { first_offset: 7, packing }));
    expect(
      found.map(({ offset, key, value, timestamp, fault }) => [
        offset,
        key?.toString() ?? null,
        value?.toString() ?? null,
        timestamp,
        fault,
      ]),
    ).toEqual([
      ['7', 'a', 'x', '1000', null],
      ['8', null, null, '1000', null],
      ['9', null, '', '1000', null],
    ]);
    expect(
      Object.entries(found[0]?.headers ?? {}).map(([name, value]) => [name, value?.toString() ?? null]),
    ).toEqual([
      ['h', '2'],
      ['n', null],
      ['__proto__', 'p'],
    ]);
  });

  it.each<[string, Buffer, number, string[]]>([
    [
      'batches one after the other',
      Buffer.concat([recordBatch(named(2)), recordBatch(named(1), { first_offset: 2 })]),
      0,
      ['0:v0', '1:v1', '2:v0'],
    ],
    ['from within a batch', recordBatch(named(3)), 1, ['1:v1', '2:v2']],
    [
      'from a later batch',
      Buffer.concat([recordBatch(named(2)), recordBatch(named(1), { first_offset: 2 })]),
      2,
      ['2:v0'],
    ],
    [
      'a set that is cut within its second batch',
      Buffer.concat([recordBatch(named(2)), recordBatch(named(9), { first_offset: 2 })]).subarray(0, -1),
      0,
      ['0:v0', '1:v1'],
    ],
    ['no whole batch', recordBatch(named(2)).subarray(0, -1), 0, []],
    [
      'offsets that compaction left',
      recordBatch([
        { value: 'a', offset_delta: 1 },
        { value: 'b', offset_delta: 4 },
      ]),
      0,
      ['1:a', '4:b'],
    ],
    [
      'a batch whose end was compacted away',
      recordBatch([{ value: 'a' }], { last_delta: 3 }),
      0,
      ['0:a', '3:control'],
    ],
    ['a batch of which nothing is left', recordBatch([], { last_delta: 3 }), 0, ['3:control']],
    [
      'an end that was compacted away, asked for',
      recordBatch([{ value: 'a' }], { last_delta: 3 }),
      2,
      ['3:control'],
    ],
    [
      'a marker of a transaction',
      recordBatch([{ key: Buffer.alloc(4), value: '' }], { attributes: 0x30 }),
      0,
      ['0:control'],
    ],
  ])('gives %s', async (_name, set, from, expected) => expect(await seen(set, from)).toEqual(expected));

  it.each<[string, number, string, boolean, boolean]>([
    // what the batch says of itself; times, whether in a transaction, whether of markers
    ['nothing', 0, '1000', false, false],
    ['that its times are of the log', 0x08, '9000', false, false],
    ['that it is of a transaction', 0x10, '1000', true, false],
    ['that it holds markers', 0x20, '1000', false, true],
  ])(
    'applies the attributes of a batch: %s',
    async (_name, attributes, timestamp, inTransaction, isControlRecord) => {
      const found = await read(recordBatch(named(2), { attributes }));
      expect(
        found.map((record) => [record.timestamp, record.batchContext.inTransaction, record.isControlRecord]),
      ).toEqual(Array(2).fill([timestamp, inTransaction, isControlRecord]));
    },
  );

  it('gives a limited number, and the following ones on the next call', async () => {
    const set = Buffer.concat([recordBatch(named(3)), recordBatch(named(3), { first_offset: 3 })]);
    expect(await seen(set, 0, 2)).toEqual(['0:v0', '1:v1']);
    expect(await seen(set, 2, 2)).toEqual(['2:v2', '3:v0']);
    expect(await seen(set, 4, 9)).toEqual(['4:v1', '5:v2']);
    const holed = Buffer.concat([
      recordBatch(named(1)),
      recordBatch(named(1), { first_offset: 1, last_delta: 3 }),
    ]);
    expect(await seen(holed, 0, 3)).toEqual(['0:v0', '1:v0', '4:control']);
  });

  it('unpacks at least one batch, and none when the budget is used up', async () => {
    const set = Buffer.concat([recordBatch(named(1)), recordBatch(named(1), { first_offset: 1 })]);
    expect(await seen(set, 0, 9, 1)).toEqual(['0:v0']);
    expect(await seen(set, 0, 9, 100)).toEqual(['0:v0', '1:v0']);
  });

  it('refuses a batch of another format, because its fields are unknown', async () => {
    const old = recordBatch(named(1));
    old.writeInt8(1, 16);
    await expect(read(old)).rejects.toThrow('format 1');
  });
});

describe.each(['lz4', 'zstd'] as const)('a batch that is too large, packed with %s', (packing) => {
  const bomb = Buffer.alloc(UNPACKED_BATCH_BYTES + 1_000, 'x');

  it('reads up to the limit; a cut record has its length, key and head', async () => {
    const set = recordBatch(
      [
        { key: 'a', value: 'good' },
        { key: 'b', value: bomb },
        { key: 'c', value: 'lost' },
        { key: 'd', value: 'lost' },
      ],
      { first_offset: 40, packing },
    );
    const found = await read(set, 40);
    expect(
      found.map(({ offset, key, fault }) => [
        offset,
        key?.toString() ?? null,
        fault?.reason ?? null,
        fault?.unread?.value_bytes ?? null,
      ]),
    ).toEqual([
      ['40', 'a', null, null],
      ['41', 'b', 'too_large', bomb.length],
      ['42', null, 'too_large', null],
      ['43', null, 'too_large', null],
    ]);
    const digest = sha256(set.subarray(61));
    expect(found[1]).toMatchObject({
      value: Buffer.alloc(0),
      fault: {
        unread: { head: bomb.subarray(0, HEAD_BYTES.value), head_of: 'value', digest, digest_of: 'batch' },
      },
    });
    expect(found[3]).toMatchObject({
      value: Buffer.alloc(0),
      fault: { unread: { head: Buffer.alloc(0), digest } },
    });
    expect(await seen(set, 42)).toEqual(['42:too_large', '43:too_large']);
    expect(await seen(set, 42, 1)).toEqual(['42:too_large']);
  });

  it('reads exactly the maximum of bytes', async () => {
    const overhead = recordBatch([{ value: bomb }]).length - 61 - bomb.length;
    const largest = Buffer.alloc(UNPACKED_BATCH_BYTES - overhead, 'x');
    const [taken] = await read(recordBatch([{ value: largest }], { packing }));
    // Buffers of this size are compared by themselves: a matcher takes minutes for it.
    expect([taken?.fault, taken?.value?.equals(largest)]).toEqual([null, true]);
    const [beyond] = await read(
      recordBatch([{ value: Buffer.concat([largest, Buffer.from('x')]) }], { packing }),
    );
    expect(beyond?.fault?.reason).toBe('too_large');
  });
});

describe('invalid bytes', () => {
  const three: BuiltRecord[] = named(3);
  const lost = ['0:unreadable_batch', '1:unreadable_batch', '2:unreadable_batch'];

  it.each<[string, BatchOptions, string[]]>([
    ['packed bytes that are none', { packing: 'zstd', damage: () => Buffer.from('nonsense') }, lost],
    ['packed bytes that end early', { packing: 'gzip', damage: (packed) => packed.subarray(0, 12) }, lost],
    ['a codec that nobody knows', { attributes: 5 }, lost],
    [
      'an end in the middle of the last record',
      { spoil: (records) => records.subarray(0, -2) },
      ['0:v0', '1:v1', '2:unreadable_batch'],
    ],
    ['a length without an end', { spoil: () => Buffer.alloc(20, 0xff) }, lost],
    [
      'a record that ends within its key, the others being good',
      {
        spoil: (records) => {
          records[4] = 0x7e;
          return records;
        },
      },
      ['0:unreadable_batch', '1:v1', '2:v2'],
    ],
    [
      'fewer records than it says',
      { count: 4, last_delta: 3 },
      ['0:v0', '1:v1', '2:v2', '3:unreadable_batch'],
    ],
  ])('%s', async (_name, options, expected) =>
    expect(await seen(recordBatch(three, options))).toEqual(expected),
  );

  // Of a batch that is not compressed the broker looks at no offset within it.
  it.each<[string, readonly number[], number, string[]]>([
    ['the same twice', [0, 0], 1, ['0:v0', '1:unreadable_batch']],
    ['backwards', [1, 0], 1, ['0:unreadable_batch', '1:unreadable_batch']],
    ['before the batch', [-1, 1], 1, ['0:unreadable_batch', '1:v1']],
    ['behind it', [99, 1], 1, ['0:unreadable_batch', '1:v1']],
    ['a leap that leaves no room for what comes', [0, 2, 2], 2, ['0:v0', '1:unreadable_batch', '2:v2']],
    [
      'the same twice, of a batch that compaction has left',
      [1, 1, 4],
      4,
      ['1:v0', '2:unreadable_batch', '4:v2'],
    ],
  ])(
    'give each record its own offset if their offsets are %s',
    async (_what, deltas, last_delta, expected) => {
      const set = recordBatch(
        deltas.map((offset_delta, index) => ({ value: `v${index}`, offset_delta })),
        { last_delta },
      );
      expect(await seen(set)).toEqual(expected);
      const [last] = expected.slice(-1);
      expect(await seen(set, Number(last?.split(':')[0]))).toEqual([last]);
    },
  );

  it('are skipped with their own digest if they are no record', async () => {
    const broken = Buffer.from([0, 0, 0, 0x7e]);
    const [found] = await read(
      recordBatch(named(1), { spoil: () => Buffer.concat([zigzag(broken.length), broken]) }),
    );
    expect(found?.fault?.unread).toEqual({
      value_bytes: null,
      head: broken,
      head_of: 'record',
      digest: sha256(broken),
      digest_of: 'record',
    });
  });

  it('are reported at each offset, once and in order, whatever is broken', async () => {
    const packings = fc.constantFrom(...PACKINGS);
    await fc.assert(
      fc.asyncProperty(
        packings,
        fc.integer({ min: 1, max: 6 }),
        fc.nat(400),
        fc.nat(255),
        fc.boolean(),
        async (packing, count, at, byte, before) => {
          const change = (bytes: Buffer): Buffer => {
            if (bytes.length > 0) bytes[at % bytes.length] = byte;
            return bytes;
          };
          const found = await read(
            recordBatch(named(count), {
              packing,
              first_offset: 5,
              ...(before ? { spoil: change } : { damage: change }),
            }),
            5,
          );
          const offsets = found
            .filter(({ isControlRecord }) => !isControlRecord)
            .map(({ offset }) => Number(offset));
          expect(offsets).toEqual(Array.from({ length: count }, (_one, index) => 5 + index));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('headers', () => {
  const headers = (count: number, length: number) =>
    Array.from(
      { length: count },
      (_one, index) => [`h${index}`, 'x'.repeat(length - `h${index}`.length)] as const,
    );
  const beyond = async (count: number, length: number) =>
    (await read(recordBatch([{ value: 'v', headers: headers(count, length) }])))[0];

  it.each<[string, number, number, boolean]>([
    ['as many as may be', MESSAGE.headers, 100, true],
    ['one more', MESSAGE.headers + 1, 100, false],
    ['as many bytes as may be', 8, MESSAGE.header_bytes / 8, true],
    ['a byte more in each', 8, MESSAGE.header_bytes / 8 + 1, false],
  ])('%s', async (_name, count, length, taken) => {
    expect(await beyond(count, length)).toMatchObject({
      value: Buffer.from('v'),
      fault: taken ? null : { reason: 'too_large', unread: null },
    });
  });

  it('are kept up to the stated number', async () => {
    expect(Object.keys((await beyond(KEPT_HEADERS.headers + 9, 10))?.headers ?? {})).toHaveLength(
      KEPT_HEADERS.headers,
    );
    expect(Object.keys((await beyond(5, KEPT_HEADERS.header_bytes / 4))?.headers ?? {})).toHaveLength(4);
  });

  it('with an impossible number are no record, before memory is allocated', async () => {
    const spoil = (): Buffer => {
      const body = Buffer.concat([Buffer.from([0, 0, 0, 1, 1]), zigzag(2_000_000_000)]);
      return Buffer.concat([zigzag(body.length), body]);
    };
    expect(await seen(recordBatch(named(1), { spoil }))).toEqual(['0:unreadable_batch']);
  });
});

it('of a batch with more records than an argument list allows are returned in pieces', async () => {
  const one = Buffer.from([12, 0, 0, 0, 1, 1, 0]);
  const set = recordBatch(named(1), {
    count: 300_000,
    last_delta: 299_999,
    packing: 'zstd',
    spoil: () => Buffer.alloc(300_000 * one.length, one),
  });
  const found = await read(set, 0, 20_000);
  expect(found).toHaveLength(20_000);
});
