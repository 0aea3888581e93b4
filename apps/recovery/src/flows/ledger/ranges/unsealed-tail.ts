import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Broker, type RangeMessage, type ReadRange, readRanges, streamRange } from '@stockproof/kafka';
import {
  type OfferOfMessage,
  type OnMessages,
  openObjectStore,
  readNewestSealed,
  type SealedHistoryOptions,
  type SealedMessage,
  sealSegment,
  type SegmentManifest,
  Workspace,
} from '@stockproof/sealed-history';
import type { SkuRange } from '@stockproof/verification';
import type { RunControl } from '../../../engine/run-control.js';
import { requireTopicId } from '../../../sealing/sealed-history.js';
import type { ReadingPlan } from '../../histories/plan-reading.js';
import { isWithin } from './sku-range.js';

/** The messages of a topic that are not sealed, read once from Kafka, for reading range by range. */
export interface UnsealedTail {
  /** Per partition, the offset after its last message; none for a partition without messages. */
  readonly after_last: ReadonlyMap<number, number>;
  /** Per partition, how many messages there are; none for a partition without messages. */
  readonly messages: ReadonlyMap<number, number>;
  /** Where they were put aside as sealing does it; null if they are in memory. */
  readonly put_aside: SealedSource | null;
  /** Those in memory of the range and those that name no offer, in offset order. None if they were put aside. */
  readKept(range: SkuRange, onMessages: OnMessages): Promise<void>;
  /** Of either; older messages of a key may be left out. */
  readNewest(range: SkuRange, onMessages: OnMessages): Promise<void>;
  /** Removes what was put aside. */
  close(): Promise<void>;
}

/** Segments, and what they are read with. */
export interface SealedSource {
  readonly options: SealedHistoryOptions;
  readonly segments: readonly SegmentManifest[];
}

/**
 * How a tail is read. With more than `offsets_in_memory` offsets (default 4,000) it is put aside in files.
 */
export interface TailContext {
  readonly broker: Broker;
  readonly offsets_in_memory?: number;
}

interface PlannedTail {
  readonly ranges: readonly ReadRange[];
  /** The log that was planned; undefined: the present one. */
  readonly topic_id: string | undefined;
}

/** A tail of at most so many offsets stays in memory; a CDC message has 10 KB. */
const FEW_OFFSETS = 4_000;

/**
 * Reads a tail. A long one is put aside in sorted files in a folder of this process, as sealing does it, so that
 * memory does not follow it. Close it.
 */
export async function readTail(
  { broker, offsets_in_memory = FEW_OFFSETS }: TailContext,
  { tail: ranges, topic_id }: Pick<ReadingPlan, 'tail' | 'topic_id'>,
  offerOf: OfferOfMessage,
  control: RunControl,
): Promise<UnsealedTail> {
  const offsets = ranges.reduce((sum, { from_offset, to_offset }) => sum + to_offset - from_offset, 0);
  return offsets > offsets_in_memory
    ? putAside(broker, { ranges, topic_id }, offerOf, control)
    : keep(broker, { ranges, topic_id }, offerOf, control);
}

async function keep(
  broker: Broker,
  { ranges, topic_id }: PlannedTail,
  offerOf: OfferOfMessage,
  control: RunControl,
): Promise<UnsealedTail> {
  const kept: { readonly message: SealedMessage; readonly sku: string | null }[] = [];
  const seen = new SeenMessages();
  await readRanges(broker, {
    ranges,
    topic_id,
    onMessages: async (messages) => {
      for (const message of messages) {
        seen.note(message);
        kept.push({ message, sku: offerOf(message)?.sku ?? null });
      }
      await control.acquireTokens(0);
    },
  });
  const within = (range: SkuRange): SealedMessage[] =>
    kept.filter(({ sku }) => sku === null || isWithin(range, sku)).map(({ message }) => message);
  return {
    after_last: seen.after_last,
    messages: seen.messages,
    put_aside: null,
    readKept: async (range, onMessages) => onMessages(within(range)),
    readNewest: async (range, onMessages) => onMessages(within(range)),
    close: () => Promise.resolve(),
  };
}

async function putAside(
  broker: Broker,
  { ranges, topic_id: planned }: PlannedTail,
  offer_of: OfferOfMessage,
  control: RunControl,
): Promise<UnsealedTail> {
  const folder = await mkdtemp(join(tmpdir(), 'stockproof-tail-'));
  const workspace = await Workspace.open({ folder: join(folder, 'work'), cache_mib: 0 });
  const close = async (): Promise<void> => {
    await workspace.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const options = { store: openObjectStore(pathToFileURL(join(folder, 'store')).href), workspace };
    const seen = new SeenMessages();
    const segments: SegmentManifest[] = [];
    for (const range of ranges.filter(({ from_offset, to_offset }) => from_offset < to_offset)) {
      const topic_id = planned ?? (await requireTopicId(broker, range.topic));
      const messages = noted(streamRange(broker, range), seen, control);
      segments.push(await sealSegment({ ...options, offer_of }, { ...range, topic_id }, null, messages));
      if ((await requireTopicId(broker, range.topic)) !== topic_id)
        throw new Error(`${range.topic} was created again while it was read; nothing of it counts`);
    }
    return {
      after_last: seen.after_last,
      messages: seen.messages,
      put_aside: { options, segments },
      readKept: () => Promise.resolve(),
      readNewest: (range, onMessages) =>
        readNewestSealed(options, segments, { type: 'skus', ...range }, onMessages),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Counts the messages of each partition, and remembers where they end. */
class SeenMessages {
  readonly after_last = new Map<number, number>();
  readonly messages = new Map<number, number>();

  note({ partition, offset }: RangeMessage): void {
    this.after_last.set(partition, offset + 1);
    this.messages.set(partition, (this.messages.get(partition) ?? 0) + 1);
  }
}

const NOTED_AT_ONCE = 500;

async function* noted(
  messages: AsyncIterable<RangeMessage>,
  seen: SeenMessages,
  control: RunControl,
): AsyncIterable<SealedMessage> {
  let read = 0;
  for await (const message of messages) {
    seen.note(message);
    read += 1;
    if (read % NOTED_AT_ONCE === 0) await control.acquireTokens(NOTED_AT_ONCE);
    yield message;
  }
}
