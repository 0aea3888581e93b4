import { TopicReplacedError } from '../../errors.js';
import { type AssignedTopic, partitionKey } from '../shards/assigned-shard.js';
import { checkLog } from './check-log.js';

/**
 * What a LogWatch compares. The id of a topic is null if there is no such topic. `fail` ends the consumer.
 */
export interface LogWatchContext {
  readonly topics: () => readonly AssignedTopic[];
  readonly topicIds: () => Promise<ReadonlyMap<string, string | null>>;
  readonly offsets: (topic: string) => Promise<ReadonlyMap<number, { low: number; high: number }>>;
  readonly fail: (cause: Error) => void;
}

const EVERY_MS = 5_000;
const NOTHING = { low: 0, high: 0 };

/**
 * Checks periodically whether the topics are still the assigned logs. A client whose offset is refused
 * retries forever, and one whose topic is missing waits. Another topic id is a fact at once; everything else
 * must be seen twice, because a broker that has just started may report less than it has.
 */
export class LogWatch {
  private readonly timer: NodeJS.Timeout;
  private suspected = new Set<string>();
  private polling = false;

  constructor(private readonly context: LogWatchContext) {
    this.timer = setInterval(() => void this.poll(), EVERY_MS);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async poll(): Promise<void> {
    if (this.polling) return;
    this.polling = true;
    try {
      await this.checkLogs();
    } catch {
      // A broker that does not answer proves nothing about its logs.
    } finally {
      this.polling = false;
    }
  }

  private async checkLogs(): Promise<void> {
    const read = this.context
      .topics()
      .filter((one) => !one.shard.lost && one.topic_id !== null)
      .map((one) => ({ one, next_offset: one.next_fetch }));
    const ids = await this.context.topicIds();
    const offsets = new Map<string, Awaited<ReturnType<LogWatchContext['offsets']>>>();
    for (const [topic, id] of ids) if (id !== null) offsets.set(topic, await this.context.offsets(topic));
    const suspected = new Set<string>();
    for (const { one, next_offset } of read) {
      const { topic, partition } = one.at;
      const log = { topic_id: ids.get(topic) ?? null, ...(offsets.get(topic)?.get(partition) ?? NOTHING) };
      // If it has moved meanwhile, it has read its offset.
      const known = {
        topic_id: one.topic_id,
        next_offset: one.next_fetch === next_offset ? next_offset : null,
      };
      const why = one.shard.lost ? null : checkLog(one.at, known, log);
      if (why === null) continue;
      const key = `${partitionKey(one.at)} ${why.name}`;
      if ((why instanceof TopicReplacedError && log.topic_id !== null) || this.suspected.has(key))
        return this.context.fail(why);
      suspected.add(key);
    }
    this.suspected = suspected;
  }
}
