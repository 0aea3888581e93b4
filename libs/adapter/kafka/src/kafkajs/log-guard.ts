import { setTimeout as delay } from 'node:timers/promises';
import { within } from '@stockproof/timing';
import type { TopicPartition } from '../port.js';
import type { AssignedTopic } from './assigned-shard.js';
import { checkLog, checkTopic, refuse } from './check-log.js';

export interface LogGuardContext {
  readonly topicIds: () => Promise<ReadonlyMap<string, string | null>>;
  readonly offsets: (at: TopicPartition) => Promise<{ low: number; high: number }>;
}

/** An answer is waited for so long before it is looked whether anybody still wants it. */
const ANSWER_MS = 2_000;
const AGAIN_MS = 100;

/** Stands between what was fetched and whoever handles it: nothing of another log gets through. */
export class LogGuard {
  constructor(private readonly context: LogGuardContext) {}

  /**
   * Asked after a fetch and before anything of it is handled: a topic that was made again between two fetches
   * answers the second as if it were the first. Waits for the broker while the batch is wanted; false when it
   * no longer is. Throws TopicReplacedError.
   */
  async isOfItsLog({ at, topic_id }: AssignedTopic, isWanted: () => boolean): Promise<boolean> {
    while (isWanted()) {
      const ids = await answerOf(this.context.topicIds());
      if (ids !== null) {
        refuse(checkTopic(at, topic_id, ids.get(at.topic) ?? null));
        return true;
      }
      await delay(AGAIN_MS);
    }
    return false;
  }

  /**
   * For a client that was refused where it stood and went somewhere else by itself. Throws when the place to
   * read on from is not in the log; says nothing while the broker does not.
   */
  async requirePlace({ at, topic_id, next_fetch: next_offset }: AssignedTopic): Promise<void> {
    const present = await answerOf(Promise.all([this.context.topicIds(), this.context.offsets(at)]));
    if (present === null) return;
    const [ids, { low, high }] = present;
    refuse(checkLog(at, { topic_id, next_offset }, { topic_id: ids.get(at.topic) ?? null, low, high }));
  }
}

/** The answer, or null when it is an error or does not come in time. */
function answerOf<T>(asked: Promise<T>): Promise<T | null> {
  return within(ANSWER_MS, asked).catch(() => null);
}
