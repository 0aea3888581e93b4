import { type Broker, type ReadRange, streamRange } from '@stockproof/kafka';
import { isUniqueViolation, writeTransaction } from '@stockproof/postgres';
import {
  type OfferOfMessage,
  type SegmentManifest,
  sealSegment,
  SealedHistoryError,
  signManifest,
} from '@stockproof/sealed-history';
import { canonicalDigest } from '@stockproof/evidence';
import type { EvidenceKeys } from '../evidence/keys/evidence-keys.js';
import type { Term } from '../leader/leader.js';
import { requireTopicId, type SealedHistory } from './sealed-history.js';
import { insertSegment } from './sql/sealed-segments.js';

/** What sealing needs. `offer_of` reads the messages of one topic, so each topic has a context of its own. */
export interface SealingContext extends SealedHistory {
  readonly broker: Broker;
  readonly keys: Pick<EvidenceKeys, 'jwks' | 'signer'>;
  /** In which this process seals. */
  readonly term: Term;
  readonly offer_of: OfferOfMessage;
  /** Fewer new offsets are not sealed: they are read from Kafka. */
  readonly min_messages: number;
  /** Most offsets in a segment of level 0. */
  readonly max_messages: number;
}

/**
 * Seals what is new in a partition, at most one segment. `chain` are its segments, and `present` its offsets in
 * Kafka. Only committed transactions are sealed, because an open one ends the reading. A segment counts when
 * its row is written, so a process that dies leaves a whole segment or none. Returns the new manifest; null if
 * there was too little, or another process sealed it. Throws SealedHistoryError if Kafka has lost what was not
 * sealed.
 */
export async function sealPartition(
  context: SealingContext,
  topic_id: string,
  chain: readonly SegmentManifest[],
  present: ReadRange,
): Promise<SegmentManifest | null> {
  const { broker, records, keys, term, min_messages, max_messages } = context;
  const last = chain.at(-1);
  const range = rangeToSeal(last?.to_offset ?? null, present, { min_messages, max_messages });
  if (range === null) return null;
  const previous = last === undefined ? null : canonicalDigest(last);
  const sealed = await sealSegment(context, { ...range, topic_id }, previous, streamRange(broker, range));
  if ((await requireTopicId(broker, range.topic)) !== topic_id)
    throw new SealedHistoryError('forged', `${range.topic} was created again while it was sealed`);
  try {
    return await writeTransaction('sealing.record', records, async (db) => {
      await term.check(db);
      const signed = signManifest(sealed, await keys.signer(db));
      await insertSegment(db, signed);
      return signed.manifest;
    });
  } catch (error) {
    if (isUniqueViolation(error)) return null;
    throw error;
  }
}

/**
 * The offsets to seal next; null if there are too few. Throws SealedHistoryError `hole` if Kafka deleted what
 * was not sealed.
 */
export function rangeToSeal(
  sealed_to: number | null,
  present: ReadRange,
  { min_messages, max_messages }: Pick<SealingContext, 'min_messages' | 'max_messages'>,
): ReadRange | null {
  const from_offset = sealed_to ?? present.from_offset;
  if (from_offset < present.from_offset)
    throw new SealedHistoryError(
      'hole',
      `${present.topic}/${present.partition} is sealed to ${from_offset}, and Kafka has it from ${present.from_offset}`,
    );
  const to_offset = Math.min(present.to_offset, from_offset + max_messages);
  return to_offset - from_offset < min_messages ? null : { ...present, from_offset, to_offset };
}
