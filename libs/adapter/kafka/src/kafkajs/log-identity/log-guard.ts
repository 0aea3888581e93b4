import { setTimeout as delay } from 'node:timers/promises';
import { within } from '@stockproof/timing';
import type { TopicPartition } from '../../port.js';
import type { AssignedTopic } from '../shards/assigned-shard.js';
import { checkLog, checkTopic, refuse } from './check-log.js';

/** Questions to the broker. A rejection, or an answer after more than two seconds, counts as no answer. */
export interface LogGuardContext {
  readonly topicIds: () => Promise<ReadonlyMap<string, string | null>>;
  readonly offsets: (at: TopicPartition) => Promise<{ low: number; high: number }>;
}

/** How long to wait for an answer before checking again whether it is still needed. */
const ANSWER_MS = 2_000;
const AGAIN_MS = 100;

type TopicIds = ReadonlyMap<string, string | null>;

/** Checks fetched records before they are handled, so that no record of another log gets through. */
export class LogGuard {
  private newest: { readonly asked_ms: number; readonly ids: TopicIds } | null = null;

  constructor(private readonly context: LogGuardContext) {}

  /**
   * Called after a fetch and before any record is handled, because a topic that was created again between two
   * fetches answers the second like the old one. What was asked after the fetch had arrived (`fetched_ms`, by
   * `performance.now()`) counts for all of its partitions. It waits for the broker while the batch is wanted; false if
   * it no longer is. Throws TopicReplacedError.
   */
  async isOfItsLog(
    { at, topic_id }: AssignedTopic,
    fetched_ms: number,
    isWanted: () => boolean,
  ): Promise<boolean> {
    while (isWanted()) {
      const ids = await this.idsSince(fetched_ms);
      if (ids !== null) {
        refuse(checkTopic(at, topic_id, ids.get(at.topic) ?? null));
        return true;
      }
      await delay(AGAIN_MS);
    }
    return false;
  }

  /**
   * For a client whose offset was refused and which went elsewhere by itself. Throws if the offset to read on
   * from is not in the log; returns if the broker does not answer.
   */
  async requirePlace({ at, topic_id, next_fetch: next_offset }: AssignedTopic): Promise<void> {
    const present = await answerOf(Promise.all([this.context.topicIds(), this.context.offsets(at)]));
    if (present === null) return;
    const [ids, { low, high }] = present;
    refuse(checkLog(at, { topic_id, next_offset }, { topic_id: ids.get(at.topic) ?? null, low, high }));
  }

  /** Null if the broker does not answer. */
  private async idsSince(fetched_ms: number): Promise<TopicIds | null> {
    if (this.newest !== null && this.newest.asked_ms >= fetched_ms) return this.newest.ids;
    const asked_ms = performance.now();
    const ids = await answerOf(this.context.topicIds());
    if (ids !== null && asked_ms >= (this.newest?.asked_ms ?? 0)) this.newest = { asked_ms, ids };
    return ids;
  }
}

/** Returns the answer; null if it is an error or late. */
function answerOf<T>(asked: Promise<T>): Promise<T | null> {
  return within(ANSWER_MS, asked).catch(() => null);
}
