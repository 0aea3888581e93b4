import { beginsAgainAt, type Loss, type MovedToLog, type TopicNow } from '@stockproof/postgres';
import type { Pool } from 'pg';
import { listSealedSpans } from '../sealing/sql/sealed-segments.js';
import { setSpanAside } from './set-span-aside.js';

/**
 * Sets the segments of a partition aside whose log is not there any more (`other_log`), or of which Kafka deleted
 * what was not sealed (`lost_history`): they are kept and not read, and sealing begins again with what Kafka has.
 * Other partitions do not change, so it is idempotent. Resolves with the ends of what was set aside.
 */
export async function setSealedAside(
  loss: Loss,
  pool: Pool,
  topicNow: (topic: string) => Promise<TopicNow | null>,
): Promise<MovedToLog[]> {
  const moved: MovedToLog[] = [];
  for (const span of await listSealedSpans(pool)) {
    const end = { ...span, next_offset: span.to_offset };
    const now = await topicNow(end.topic);
    const to_offset = now === null ? null : beginsAgainAt(loss, end, now);
    if (to_offset === null) continue;
    await setSpanAside(pool, span, `what Kafka had of it is not there any more (${loss})`);
    const { topic, topic_id, partition, next_offset } = end;
    moved.push({ topic, topic_id, partition, next_offset, to_offset });
  }
  return moved;
}
