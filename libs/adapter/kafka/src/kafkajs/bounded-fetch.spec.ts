import { UNPACKED_FETCH_BYTES } from '@stockproof/bounds';
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

const decode = async (
  topics: Parameters<typeof answer>[0],
  offsets: Readonly<Record<string, Readonly<Record<number, number>>>> = {},
): Promise<Decoded> =>
  (await decodeFetch(answer(topics), {
    topics: Object.entries(offsets).map(([topic, of]) => ({
      topic,
      partitions: Object.entries(of).map(([partition, offset]) => ({
        partition: Number(partition),
        fetchOffset: String(offset),
      })),
    })),
  })) as Decoded;
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

describe('the answer to a fetch', () => {
  it('is read field by field', async () => {
    const decoded = await decode({ a: [{ partition: 3, set: batch(1), error: 6 }] });
    expect(decoded).toMatchObject({ clientSideThrottleTime: 30, errorCode: 0, sessionId: 77 });
    expect(decoded.responses[0]?.partitions).toMatchObject([
      { partition: 3, errorCode: 6, highWatermark: '99' },
    ]);
  });

  it('hides what was aborted, and leaves the client nothing to hide', async () => {
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

  it('holds no more than is unpacked at once; what is left out comes first another time', async () => {
    const large = recordBatch([{ value: Buffer.alloc(15 * 1_024 * 1_024) }], { packing: 'zstd' });
    const parts = Array.from({ length: 4 }, (_one, partition) => ({ partition, set: large }));
    const most = Math.floor(UNPACKED_FETCH_BYTES / (15 * 1_024 * 1_024)) + 1;
    const seen = new Set<string>();
    for (let turn = 0; turn < parts.length; turn += 1) {
      const read = reported(await decode({ a: parts }));
      expect(read).toHaveLength(most);
      for (const one of read) seen.add(one);
    }
    expect(seen.size).toBe(parts.length);
  });
});
