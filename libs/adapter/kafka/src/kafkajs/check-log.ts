import {
  HistoryTruncatedError,
  PositionBeyondLogError,
  PositionWentBackError,
  TopicReplacedError,
} from '../errors.js';
import type { TopicPartition } from '../port.js';
import { partitionKey } from './assigned-shard.js';

/**
 * A place in one log: the topic it was taken in, and the next offset to read. Null is what nobody knows yet.
 */
export interface KnownPlace {
  readonly topic_id: string | null;
  readonly next_offset: number | null;
}

/** The log that bears the topic's name now; a null id: there is no such topic. */
export interface PresentLog {
  readonly topic_id: string | null;
  readonly low: number;
  readonly high: number;
}

const RUNBOOK = 'docs/runbooks/11-another-log.md';

/**
 * Why a place cannot be read on from in the present log, or null when it can. Outside its own log there is no
 * right answer, so nothing is read at all.
 */
export function checkLog(
  at: TopicPartition,
  known: KnownPlace,
  { topic_id, low, high }: PresentLog,
): Error | null {
  const replaced = checkTopic(at, known.topic_id, topic_id);
  if (replaced !== null || known.next_offset === null) return replaced;
  const where = `${partitionKey(at)}: position ${known.next_offset}, kept are ${low} to ${high}`;
  if (known.next_offset < low)
    return new HistoryTruncatedError(
      `history is lost at ${where}; it is never skipped silently: docs/runbooks/4-connector-lag.md`,
    );
  if (known.next_offset > high)
    return new PositionBeyondLogError(
      `the log ends before what was read of it, ${where}; it is not read on: ${RUNBOOK}`,
    );
  return null;
}

/** The same of the topic alone. */
export function checkTopic(
  at: TopicPartition,
  known_id: string | null,
  topic_id: string | null,
): TopicReplacedError | null {
  if (topic_id === null)
    return new TopicReplacedError(
      `the topic of ${partitionKey(at)} is gone; nothing is read of another one: ${RUNBOOK}`,
    );
  if (known_id === null || known_id === topic_id) return null;
  return new TopicReplacedError(
    `another topic is at ${partitionKey(at)}: the position is of ${known_id}, the topic is ${topic_id}; it is not read: ${RUNBOOK}`,
  );
}

/**
 * Whether the application forgot: it commits to the broker only what is durable, so nothing committed can be
 * ahead of what it stored unless its database went back in time.
 */
export function checkCommitted(
  at: TopicPartition,
  next_offset: number | null,
  committed: number | null,
): PositionWentBackError | null {
  if (committed === null || committed <= (next_offset ?? 0)) return null;
  return new PositionWentBackError(
    `the database went back in time: at ${partitionKey(at)} it is at ${next_offset ?? 'the beginning'}, and ${committed} was committed when it ` +
      'was there. Nothing is decided: docs/runbooks/12-ledger-went-back.md',
  );
}

/** Throws what a judgement found. */
export function refuse(why: Error | null): void {
  if (why !== null) throw why;
}
