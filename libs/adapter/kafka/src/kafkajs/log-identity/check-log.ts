import {
  HistoryTruncatedError,
  PositionBeyondLogError,
  PositionWentBackError,
  TopicReplacedError,
} from '../../errors.js';
import type { TopicPartition } from '../../port.js';
import { partitionKey } from '../shards/assigned-shard.js';

/** An offset with the id of its topic. Null means unknown. */
export interface KnownPlace {
  readonly topic_id: string | null;
  readonly next_offset: number | null;
}

/** The log that has the topic's name now; a null id means that there is no such topic. */
export interface PresentLog {
  readonly topic_id: string | null;
  readonly low: number;
  readonly high: number;
}

const RUNBOOK = 'docs/runbooks/11-another-log.md';

/**
 * Checks whether an offset can be read on from in the present log. Returns the error if not, otherwise null.
 * Outside its own log no offset is right, so nothing is read at all.
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

/** Like checkLog, for the topic id alone. */
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
 * Checks for a database that went back in time. The application commits to the broker only what is durable,
 * so a committed offset can be ahead of the stored one only then.
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

/** Throws the error of a check, if there is one. */
export function refuse(why: Error | null): void {
  if (why !== null) throw why;
}
