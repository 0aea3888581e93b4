import { type BrokerAdmin, topicNow } from '@stockproof/kafka';
import type { TopicNow } from '@stockproof/postgres';

/** How far a consumer says it is in a partition, and in which log. */
export interface PlaceInLog {
  readonly partition: number;
  /** Of the topic that the position was taken in; null: it is not known yet. */
  readonly topic_id: string | null;
  /** The first message that it has not taken. */
  readonly next_offset: number;
}

/**
 * By partition the first message of the present log that the consumer has not taken. A position in a topic
 * that was made again, or beyond the end, is one in another log: of this one nothing was taken. `now` null:
 * the topic is gone.
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
 * The same of a topic as it is by now: asked after the positions were read, or a consumer that moves would be
 * beyond the end.
 */
export async function readConsumedUpTo(
  admin: BrokerAdmin,
  topic: string,
  positions: readonly PlaceInLog[],
): Promise<ReadonlyMap<number, number>> {
  return consumedUpTo(positions, await topicNow(admin, topic));
}
