import { randomUUID } from 'node:crypto';
import { setImmediate as breathe, setTimeout as delay } from 'node:timers/promises';
import type { Broker, ConsumedMessage } from './port.js';

/** Consecutive offsets of a partition: `from_offset` is included, `to_offset` is not. */
export interface ReadRange {
  readonly topic: string;
  readonly partition: number;
  readonly from_offset: number;
  readonly to_offset: number;
}

export interface RangeMessage extends ConsumedMessage {
  readonly partition: number;
}

export interface ReadRangesOptions {
  /** Precedes the name of the group, which is used once and commits no offset of another group. */
  readonly group_prefix: string;
  /** All must be of one topic. */
  readonly ranges: readonly ReadRange[];
  /** Messages of a partition come in offset order. A rejection ends the reading and is rethrown. */
  readonly onMessages: (messages: readonly RangeMessage[]) => Promise<void> | void;
}

const CHECK_EVERY_MS = 20;
/** Messages per call; between two calls other work of the process gets a turn. */
const SLICE = 500;

/** The ranges that a topic has now, per partition: from the earliest offset to the present end. */
export async function presentRanges(broker: Broker, topic: string): Promise<ReadRange[]> {
  const admin = await broker.admin();
  try {
    const ends = await admin.offsets(topic);
    return [...ends].map(([partition, { low, high }]) => ({
      topic,
      partition,
      from_offset: low,
      to_offset: high,
    }));
  } finally {
    await admin.close();
  }
}

/**
 * Reads bounded ranges of a topic in its own group, so no live group's offsets change. Resolves when every
 * range is read to its end, transaction markers included. Rejects with HistoryTruncatedError if a range
 * begins before the earliest offset.
 */
export async function readRanges(
  broker: Broker,
  { group_prefix, ranges, onMessages }: ReadRangesOptions,
): Promise<void> {
  const wanted = new Map(
    ranges
      .filter(({ from_offset, to_offset }) => from_offset < to_offset)
      .map((range) => [range.partition, range]),
  );
  const [first] = ranges;
  if (first === undefined || wanted.size === 0) return;
  const ends = new Map(
    (await presentRanges(broker, first.topic)).map(({ partition, to_offset }) => [partition, to_offset]),
  );
  const { topic } = first;
  let broken: unknown;
  const consumer = await broker.consume(
    {
      group: `${group_prefix}range-reader.${randomUUID()}`,
      topics: [topic],
      concurrency: 1,
      max_batch: 20_000,
      min_bytes: 1,
      max_wait_ms: 50,
      stall_timeout_ms: 60_000,
    },
    {
      assigned: ({ partition }) =>
        Promise.resolve(new Map([[topic, wanted.get(partition)?.from_offset ?? ends.get(partition) ?? 0]])),
      handle: async ({ partition, messages }) => {
        const range = wanted.get(partition);
        if (range === undefined || broken !== undefined) return;
        const inRange = messages.filter(
          ({ offset }) => offset >= range.from_offset && offset < range.to_offset,
        );
        try {
          for (let start = 0; start < inRange.length; start += SLICE) {
            await onMessages(
              inRange.slice(start, start + SLICE).map((message) => ({ ...message, partition })),
            );
            await breathe();
          }
        } catch (error) {
          broken = error;
        }
      },
      revoked: () => Promise.resolve(),
    },
  );
  try {
    const done = (): boolean => {
      const at = consumer.positions();
      return [...wanted.values()].every(
        ({ partition, to_offset }) => (at.get(`${topic}/${partition}`) ?? -1) >= to_offset,
      );
    };
    while (broken === undefined && !done()) await Promise.race([delay(CHECK_EVERY_MS), consumer.failed]);
  } finally {
    await consumer.stop();
  }
  if (broken !== undefined) throw broken as Error;
}
