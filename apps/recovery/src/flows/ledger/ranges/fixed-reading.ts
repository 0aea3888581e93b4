import { canonicalDigest, keyRing } from '@stockproof/evidence';
import { topicIdOf } from '@stockproof/kafka';
import { SealedHistoryError, type SegmentManifest, verifyManifest } from '@stockproof/sealed-history';
import { z } from 'zod';
import type { RunControl } from '../../../engine/run-control.js';
import type { Snapshot } from '../../../engine/snapshot.js';
import { offerOfChange, offerOfPublished } from '../../../sealing/offer-of.js';
import { findSegmentsByDigest } from '../../../sealing/sql/sealed-segments.js';
import type { OpenHistories, OpenTopic, RangeReader } from './open-histories.js';
import { Opened } from './opened.js';
import { readTail } from './unsealed-tail.js';

const count = z.int().min(0);
const text = z.string().min(1);
const range = z.strictObject({ topic: text, partition: count, from_offset: count, to_offset: count });
const by_partition = z.array(z.tuple([count, count]));
const topic = z.strictObject({
  topic_id: text.nullable(),
  ranges: z.array(range),
  tail: z.array(range),
  messages: by_partition,
  segments: z.array(z.string().regex(/^[0-9a-f]{64}$/)),
});
const named = z.strictObject({ name: text, version: count, digest: text.nullable() });
const promoted = z.strictObject({ recovery_id: text, before: named, rows_changed: count });
const read_side = z.strictObject({
  snapshot: text,
  published: topic,
  applied: z.boolean(),
  published_up_to_barrier: z.boolean(),
  positions: by_partition,
  projection: z.strictObject({ live: named, promoted_by: promoted.nullable() }),
});
/** The shape of a fixed reading. No other fields are accepted. */
export const fixedReadingShape = z.strictObject({
  barrier: z.strictObject({ wal_lsn: text, taken_at: text, passed: z.boolean() }),
  heads_snapshot: text,
  signed: z.strictObject({ checkpoint: count, record: count }),
  captured: topic,
  read_side: read_side.nullable(),
});

/**
 * What was fixed of all histories when they were opened, so that another process can open the same: snapshots by
 * their ids, topics by their offsets, segments by the digests of their manifests.
 */
export type FixedReading = z.infer<typeof fixedReadingShape>;
type FixedTopic = z.infer<typeof topic>;

/** What another process needs to open the same histories, while these are open. */
export async function fixReading(
  context: RangeReader,
  { barrier, at_barrier, signed, cdc, read_side: side }: OpenHistories,
): Promise<FixedReading> {
  return {
    barrier,
    heads_snapshot: at_barrier.id,
    signed,
    captured: await fixTopic(context, cdc),
    read_side:
      side === null
        ? null
        : {
            snapshot: side.view.id,
            published: await fixTopic(context, side.published),
            applied: side.state.applied,
            published_up_to_barrier: side.state.published_up_to_barrier,
            positions: [...side.state.positions],
            projection: side.state.projection,
          },
  };
}

async function fixTopic({ broker }: RangeReader, { plan, tail }: OpenTopic): Promise<FixedTopic> {
  const [first] = plan.ranges;
  return {
    topic_id: plan.topic_id ?? (first === undefined ? null : await topicIdOf(broker, first.topic)),
    ranges: [...plan.ranges],
    tail: [...plan.tail],
    messages: [...tail.messages],
    segments: plan.segments.map(canonicalDigest),
  };
}

/**
 * Opens the histories that another process has fixed and holds open. Close it. Rejects if it does not find the same:
 * with SealedHistoryError for a segment, Error for a snapshot that is gone or other messages.
 */
export async function joinHistories(
  context: RangeReader,
  fixed: FixedReading,
  control: RunControl,
): Promise<OpenHistories> {
  const { hold, close } = new Opened();
  const joinTopic = async (of: FixedTopic, offerOf: ReturnType<typeof offerOfChange>): Promise<OpenTopic> => {
    const segments = await segmentsOf(context, of.segments);
    const { ranges, tail, topic_id } = of;
    const plan = { ranges, tail, segments, present: [], copies: [], topic_id: topic_id ?? undefined };
    const joined = hold(await readTail(context, plan, offerOf, control));
    if (!sameCounts(joined.messages, new Map(of.messages)))
      throw new Error(`${ranges[0]?.topic ?? 'a topic'} has other messages than when the verification began`);
    return { plan, tail: joined };
  };
  try {
    const at_barrier: Snapshot = hold(await context.ledger_at(fixed.heads_snapshot));
    const cdc = await joinTopic(fixed.captured, offerOfChange());
    const { barrier, signed, read_side: side } = fixed;
    if (side === null) return { barrier, signed, at_barrier, cdc, read_side: null, close };
    const view = hold(await context.view_at(side.snapshot));
    const published = await joinTopic(side.published, offerOfPublished);
    const { applied, published_up_to_barrier, projection } = side;
    const state = { applied, published_up_to_barrier, projection, positions: new Map(side.positions) };
    return { barrier, signed, at_barrier, cdc, read_side: { view, published, state }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function segmentsOf(
  { records, sealed }: RangeReader,
  digests: readonly string[],
): Promise<SegmentManifest[]> {
  if (digests.length === 0) return [];
  if (sealed === null)
    throw new Error('the segments of the verification are in a store that this process has not');
  const ring = keyRing(await sealed.keys.jwks());
  const found = await findSegmentsByDigest(records, digests);
  return digests.map((digest) => {
    const manifest = verifyManifest(found.get(digest), ring);
    if (canonicalDigest(manifest) === digest) return manifest;
    throw new SealedHistoryError('forged', `a manifest is not the one with the digest ${digest}`);
  });
}

function sameCounts(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): boolean {
  return a.size === b.size && [...a].every(([partition, messages]) => b.get(partition) === messages);
}
