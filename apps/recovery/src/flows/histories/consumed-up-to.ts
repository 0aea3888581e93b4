import { type BrokerAdmin, topicNow } from '@stockproof/kafka';
import type { TopicNow } from '@stockproof/postgres';

/** The offset of a consumer in a partition, and its log. */
export interface PlaceInLog {
  readonly partition: number;
  /** Id of the topic that the offset belongs to; null if unknown. */
  readonly topic_id: string | null;
  /** The first message that it has not consumed. */
  readonly next_offset: number;
}

/**
 * Per partition, the first message of the present log that the consumer has not consumed. An offset in a
 * topic that was created again, or beyond the end, belongs to another log: nothing of this one was consumed.
 * `now` null: the topic does not exist.
 */
export function consumedUpTo(
  positions: readonly PlaceInLog[],
  now: TopicNow | null,
): ReadonlyMap<number, number> {
  const isOfThisLog = ({ partition, topic_id, next_offset }: PlaceInLog): boolean =>
    now !== null &&
    (topic_id === null || topic_id === now.topic_id) &&
    next_offset <= (now.ends.get(partition)?.high ?? 0);
  return new Map(
    positions.map((position) => [position.partition, isOfThisLog(position) ? position.next_offset : 0]),
  );
}

/**
 * Like consumedUpTo, for the present topic. It must be called after the offsets were read, or a consumer that
 * moves would be beyond the end.
 */
export async function readConsumedUpTo(
  admin: BrokerAdmin,
  topic: string,
  positions: readonly PlaceInLog[],
): Promise<ReadonlyMap<number, number>> {
  return consumedUpTo(positions, await topicNow(admin, topic));
}
