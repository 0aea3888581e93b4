import { beginsAgainAt, type Loss, type MovedToLog, type TopicNow } from '@stockproof/postgres';
import type { Pool } from 'pg';
import { listSealedEnds, setAside } from '../sealing/sql/sealed-segments.js';

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
  for (const end of await listSealedEnds(pool)) {
    const now = await topicNow(end.topic);
    const to_offset = now === null ? null : beginsAgainAt(loss, end, now);
    if (to_offset === null) continue;
    await setAside(pool, end);
    moved.push({ ...end, to_offset });
  }
  return moved;
}
