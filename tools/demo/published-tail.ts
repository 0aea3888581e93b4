import { TOPICS } from '@stockproof/events';
import { type Broker, tailTopic, type TopicTail } from '@stockproof/kafka';

export interface Seen {
  readonly version: number;
  readonly value: string;
  /** This machine's clock when the message arrived here. */
  readonly at_ms: number;
}

/**
 * Follows the availability topic from its current end and stores the messages about the offers of one run.
 */
export class PublishedTail {
  /** By message key: every version read, in order. */
  readonly offers = new Map<string, Seen[]>();
  messages = 0;
  private tail: TopicTail | null = null;
  private readonly fresh_ms: number[] = [];

  private constructor(private readonly prefix: string) {}

  static async open(broker: Broker, prefix: string): Promise<PublishedTail> {
    const published = new PublishedTail(prefix);
    published.tail = await tailTopic(broker, {
      topic: TOPICS.availability,
      onMessages: (messages) => {
        for (const { key, value } of messages)
          published.note(key?.toString() ?? '', value?.toString() ?? '{}');
      },
    });
    return published;
  }

  /** Milliseconds from the ledger to this process, for messages since the last call. */
  takeDelays(): number[] {
    return this.fresh_ms.splice(0);
  }

  async close(): Promise<void> {
    await this.tail?.stop();
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
