import { setImmediate as breathe } from 'node:timers/promises';
import { ConsumerStalledError, TopicReplacedError } from './errors.js';
import type { Broker, ConsumedMessage, FetchedPartition } from './port.js';

/** Consecutive offsets of a partition: `from_offset` is included, `to_offset` is not. */
export interface ReadRange {
  readonly topic: string;
  readonly partition: number;
  readonly from_offset: number;
  readonly to_offset: number;
}

/** A message of a range, with its topic and partition. */
export interface RangeMessage extends ConsumedMessage {
  readonly partition: number;
}

/** What is read. There may be one range per partition: a second one would replace the first. */
export interface ReadRangesOptions {
  /** All must be of one topic. */
  readonly ranges: readonly ReadRange[];
  /** The topic that the ranges are of; missing: the one that is there when the reading begins. */
  readonly topic_id?: string | undefined;
  /** Messages of a partition come in offset order. A rejection ends the reading and is rethrown. */
  readonly onMessages: (messages: readonly RangeMessage[]) => Promise<void> | void;
}

/** Messages per call; between two calls other work of the process gets a turn. */
const SLICE = 500;
/** A range that cannot be read further is given up after this time, ms: an open transaction, no leader. */
const STALL_MS = 60_000;

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
 * Reads bounded ranges of a topic, in no group. Resolves when every range is read to its end, transaction
 * markers included. Rejects with HistoryTruncatedError if a range begins before the earliest offset, with
 * TopicReplacedError if the topic was created again before its end, and with ConsumerStalledError if nothing more
 * can be read for a minute.
 */
export async function readRanges(broker: Broker, options: ReadRangesOptions): Promise<void> {
  const { ranges, onMessages } = options;
  const wanted = ranges.filter(({ from_offset, to_offset }) => from_offset < to_offset);
  const [first] = wanted;
  if (first === undefined) return;
  const { topic } = first;
  const before = options.topic_id ?? (await topicIdOf(broker, topic));
  for await (const { partition, messages } of fetchRanges(broker, topic, wanted))
    await inSlices(partition, messages, onMessages);
  if ((await topicIdOf(broker, topic)) !== before)
    throw new TopicReplacedError(`${topic} was created again while it was read; nothing of it counts`);
}

/**
 * The messages of one range in offset order, at the speed of whoever takes them. Rejects like `readRanges`;
 * whether the topic was created again meanwhile is for the caller to check afterwards.
 */
export async function* streamRange(broker: Broker, range: ReadRange): AsyncGenerator<RangeMessage> {
  if (range.from_offset >= range.to_offset) return;
  for await (const { partition, messages } of fetchRanges(broker, range.topic, [range]))
    for (const message of messages) yield { ...message, partition };
}

/** What each fetch found of ranges that are not empty, until all are read to their ends. */
async function* fetchRanges(
  broker: Broker,
  topic: string,
  ranges: readonly ReadRange[],
): AsyncGenerator<Pick<FetchedPartition, 'partition' | 'messages'>> {
  const ends = new Map(ranges.map(({ partition, to_offset }) => [partition, to_offset]));
  const left = new Map(ranges.map(({ partition, from_offset }) => [partition, from_offset]));
  const reader = await broker.reader();
  try {
    for (let moved_ms = performance.now(); left.size > 0;) {
      for (const { partition, messages, next_offset } of await reader.fetch(topic, left)) {
        const end = ends.get(partition) ?? 0;
        yield { partition, messages: messages.filter(({ offset }) => offset < end) };
        if (next_offset > (left.get(partition) ?? 0)) moved_ms = performance.now();
        if (next_offset >= end) left.delete(partition);
        else left.set(partition, next_offset);
      }
      if (performance.now() - moved_ms > STALL_MS)
        throw new ConsumerStalledError(
          `${topic} cannot be read further at ${[...left].map(([at, offset]) => `${at}/${offset}`).join(', ')}`,
        );
    }
  } finally {
    await reader.close();
  }
}

async function inSlices(
  partition: number,
  messages: readonly ConsumedMessage[],
  onMessages: ReadRangesOptions['onMessages'],
): Promise<void> {
  for (let start = 0; start < messages.length; start += SLICE) {
    await onMessages(messages.slice(start, start + SLICE).map((message) => ({ ...message, partition })));
    await breathe();
  }
}

/** The present id of a topic; null if there is none. */
export async function topicIdOf(broker: Broker, topic: string): Promise<string | null> {
  const admin = await broker.admin();
  try {
    return (await admin.topicIds([topic])).get(topic) ?? null;
  } finally {
    await admin.close();
  }
}
