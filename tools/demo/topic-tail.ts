import { TOPICS } from '@stockproof/events';
import { type Broker, type BrokerConsumer, followTopic } from '@stockproof/kafka';

export interface Seen {
  readonly version: number;
  readonly value: string;
  /** This machine's clock when the message arrived here. */
  readonly at_ms: number;
}

/**
 * Follows the availability topic from its current end and stores the messages about the offers of one run.
 */
export class TopicTail {
  /** By message key: every version read, in order. */
  readonly offers = new Map<string, Seen[]>();
  messages = 0;
  private readonly fresh_ms: number[] = [];

  private constructor(
    private readonly prefix: string,
    private readonly consumer: BrokerConsumer[],
  ) {}

  static async open(broker: Broker, prefix: string): Promise<TopicTail> {
    const consumers: BrokerConsumer[] = [];
    const tail = new TopicTail(prefix, consumers);
    consumers.push(
      await followTopic(broker, {
        topic: TOPICS.availability,
        group_prefix: 'stockproof-demo',
        max_batch: 10_000,
        min_bytes: 1,
        max_wait_ms: 20,
        onMessages: (messages) => {
          for (const { key, value } of messages) tail.note(key?.toString() ?? '', value?.toString() ?? '{}');
        },
      }),
    );
    return tail;
  }

  /** Milliseconds from the ledger to this process, for messages since the last call. */
  takeDelays(): number[] {
    return this.fresh_ms.splice(0);
  }

  async close(): Promise<void> {
    for (const consumer of this.consumer) await consumer.stop();
  }

  private note(key: string, value: string): void {
    if (!key.startsWith(this.prefix)) return;
    const at_ms = Date.now();
    const { version, accepted_at } = JSON.parse(value) as { version: number; accepted_at: string };
    const seen = this.offers.get(key) ?? [];
    seen.push({ version, value, at_ms });
    this.offers.set(key, seen);
    this.messages += 1;
    this.fresh_ms.push(Math.max(0, at_ms - Date.parse(accepted_at)));
  }
}
