import { describe, expect, it } from '@jest/globals';
import { recordBatch } from '@stockproof/testing';
import { decodeFetch } from './bounded-fetch.js';

interface Part {
  readonly partition: number;
  readonly set?: Buffer | null;
  readonly error?: number;
}

interface Decoded {
  readonly errorCode: number;
  readonly sessionId: number;
  readonly clientSideThrottleTime: number;
  readonly responses: readonly {
    readonly topicName: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly errorCode: number;
      readonly highWatermark: string;
      readonly abortedTransactions: unknown;
      readonly messages: readonly { readonly offset: string }[];
    }[];
  }[];
}

const int = (bytes: 2 | 4 | 8, value: number): Buffer => {
  const buffer = Buffer.alloc(bytes);
  if (bytes === 8) buffer.writeBigInt64BE(BigInt(value));
  else buffer.writeIntBE(value, 0, bytes);
  return buffer;
};
const list = (items: readonly Buffer[]): Buffer => Buffer.concat([int(4, items.length), ...items]);

/** An answer to a fetch, version 11, as a broker writes it. */
function answer(topics: Readonly<Record<string, readonly Part[]>>): Buffer {
  return Buffer.concat([
    int(4, 30),
    int(2, 0),
    int(4, 77),
    list(
      Object.entries(topics).map(([name, parts]) =>
        Buffer.concat([
          int(2, name.length),
          Buffer.from(name),
          list(
            parts.map(({ partition, set = Buffer.alloc(0), error = 0 }) =>
              Buffer.concat([
                int(4, partition),
                int(2, error),
                int(8, 99),
                int(8, 99),
                int(8, 0),
                list([Buffer.concat([int(8, 5), int(8, 6)])]),
                int(4, -1),
                int(4, set === null ? -1 : set.length),
                set ?? Buffer.alloc(0),
              ]),
            ),
          ),
        ]),
      ),
    ),
  ]);
}

const LIMITS = { partition_bytes: 1_000, unpacked_bytes: 1_000_000, records: 1_000 };
const decode = async (
  topics: Parameters<typeof answer>[0],
  offsets: Readonly<Record<string, Readonly<Record<number, number>>>> = {},
  limits = LIMITS,
): Promise<Decoded> =>
  (await decodeFetch(
    answer(topics),
    {
      topics: Object.entries(offsets).map(([topic, of]) => ({
        topic,
        partitions: Object.entries(of).map(([partition, offset]) => ({
          partition: Number(partition),
          fetchOffset: String(offset),
        })),
      })),
    },
    limits,
  )) as Decoded;
const reported = ({ responses }: Decoded): string[] =>
  responses.flatMap(({ topicName, partitions }) =>
    partitions.map(({ partition, messages }) =>
      `${topicName}/${partition} ${messages.map(({ offset }) => offset).join(' ')}`.trim(),
    ),
  );
const batch = (count: number, first_offset = 0): Buffer =>
  recordBatch(
    Array.from({ length: count }, () => ({ value: 'v' })),
    { first_offset },
  );

describe('the response to a fetch', () => {
  it('is read field by field', async () => {
    const decoded = await decode({ a: [{ partition: 3, set: batch(1), error: 6 }] });
    expect(decoded).toMatchObject({ clientSideThrottleTime: 30, errorCode: 0, sessionId: 77 });
    expect(decoded.responses[0]?.partitions).toMatchObject([
      { partition: 3, errorCode: 6, highWatermark: '99' },
    ]);
  });

  it('hides aborted records before the client sees them', async () => {
    // As the answers above say: aborted by producer 5 from offset 6 on.
    const set = recordBatch(
      Array.from({ length: 3 }, () => ({ value: 'v' })),
      { first_offset: 5, producer_id: 5, attributes: 0x10 },
    );
    const [part] =
      (await decode({ a: [{ partition: 0, set }] }, { a: { 0: 5 } })).responses[0]?.partitions ?? [];
    expect(part?.messages).toMatchObject([
      { offset: '5', isControlRecord: false },
      { offset: '6', isControlRecord: true },
      { offset: '7', isControlRecord: true },
    ]);
    expect(part?.abortedTransactions).toEqual([]);
  });

  it.each<[string, Parameters<typeof answer>[0], Parameters<typeof decode>[1], string[]]>([
    [
      'several topics',
      { a: [{ partition: 0, set: batch(2) }], b: [{ partition: 0, set: batch(1) }] },
      {},
      ['a/0 0 1', 'b/0 0'],
    ],
    [
      'from the offset that was asked for, by topic and partition',
      {
        a: [
          { partition: 0, set: batch(3) },
          { partition: 1, set: batch(3) },
        ],
        b: [{ partition: 1, set: batch(3) }],
      },
      { a: { 0: 2, 1: 0 }, b: { 1: 1 } },
      ['a/0 2', 'a/1 0 1 2', 'b/1 1 2'],
    ],
    [
      'a partition without anything new',
      { a: [{ partition: 0 }, { partition: 1, set: null }] },
      {},
      ['a/0', 'a/1'],
    ],
    // Taken for an empty answer, the client would skip all that is there.
    [
      'bytes that hold no whole batch are asked for again',
      {
        a: [
          { partition: 0, set: batch(2).subarray(0, -1) },
          { partition: 1, set: batch(1) },
        ],
      },
      {},
      ['a/1 0'],
    ],
    ['nothing', {}, {}, []],
  ])('holds %s', async (_case, topics, offsets, expected) =>
    expect(reported(await decode(topics, offsets))).toEqual(expected),
  );

  const packed = (bytes: number): Buffer =>
    recordBatch([{ value: Buffer.alloc(bytes) }], { packing: 'zstd' });
  const two = (first_offset: number): Buffer => batch(2, first_offset);

  it.each<[string, readonly Buffer[], Partial<typeof LIMITS>, string[]]>([
    [
      'the first batch of each, when their share is smaller',
      [packed(900), packed(900), packed(900)],
      { unpacked_bytes: 2_400 },
      ['a/0 0', 'a/1 0', 'a/2 0'],
    ],
    [
      'one batch that is larger than all of it',
      [packed(9_000), packed(9)],
      { unpacked_bytes: 800 },
      ['a/0 0'],
    ],
    [
      'more of one, when the others need less',
      [batch(1), Buffer.concat([two(0), two(2), two(4)])],
      { records: 6 },
      ['a/0 0', 'a/1 0 1 2 3 4'],
    ],
    [
      'as many records of each, to the last one',
      [batch(9), batch(9), batch(9)],
      { records: 6 },
      ['a/0 0 1', 'a/1 0 1', 'a/2 0 1'],
    ],
    [
      'none of the last ones, when there are fewer than partitions',
      [batch(9), batch(9)],
      { records: 1 },
      ['a/0 0'],
    ],
  ])('shares what may be held: %s', async (_case, sets, limits, expected) => {
    const parts = sets.map((set, partition) => ({ partition, set }));
    expect(reported(await decode({ a: parts }, {}, { ...LIMITS, ...limits }))).toEqual(expected);
  });

  it('has empty partitions beside those that use the whole budget', async () =>
    expect(
      reported(
        await decode(
          { a: [{ partition: 0, set: batch(9) }, { partition: 1 }] },
          {},
          { ...LIMITS, records: 1 },
        ),
      ),
    ).toEqual(['a/0 0', 'a/1']));
});
