import { setImmediate, setTimeout } from 'node:timers/promises';
import { withFailpoint } from '@stockproof/failpoints';
import { PRODUCE_REQUEST_BYTES } from '@stockproof/bounds';
import {
  type BrokerProducer,
  MessageTooLargeError,
  producedBytes,
  type ProducedMessage,
} from '@stockproof/kafka';

/** Where and when an UpdateWriter sends. `topic` is the full name. */
export interface WriterOptions {
  readonly topic: string;
  /**
   * How long the first message of a produce request may wait for others, ms; 0: until the end of this turn of
   * the event loop.
   */
  readonly linger_ms: number;
}

interface Waiting {
  readonly messages: readonly ProducedMessage[];
  readonly bytes: number;
  readonly done: () => void;
  readonly fail: (error: Error) => void;
}

/**
 * Collects the messages of requests that arrive together into one produce request. The messages of a request
 * stay together and in order, and only one produce request is in flight, so a later event of a seller never
 * overtakes an earlier one. A produce request that the broker refuses for its size is halved by requests, so
 * that one sender's message fails no other's.
 */
export class UpdateWriter {
  private readonly waiting: Waiting[] = [];
  private sending: Promise<void> | null = null;
  private pending_messages = 0;
  private readonly pending_by_seller = new Map<string, number>();

  constructor(
    private readonly producer: BrokerProducer,
    private readonly options: WriterOptions,
  ) {}

  /** Number of messages that are not acknowledged yet. */
  get pending(): number {
    return this.pending_messages;
  }

  /** The same for one seller. */
  pendingOf(seller_id: string): number {
    return this.pending_by_seller.get(seller_id) ?? 0;
  }

  /**
   * Resolves after acks=all for every message. Rejects if it is unknown which are stored, or with
   * MessageTooLargeError.
   */
  write(messages: readonly ProducedMessage[], seller_id: string): Promise<void> {
    this.count(seller_id, messages.length);
    const written = new Promise<void>((done, fail) => {
      this.waiting.push({ messages, bytes: sizeOf(messages), done, fail });
    });
    this.sending ??= this.drain();
    return written.finally(() => this.count(seller_id, -messages.length));
  }

  private count(seller_id: string, messages: number): void {
    this.pending_messages += messages;
    const pending = this.pendingOf(seller_id) + messages;
    if (pending > 0) this.pending_by_seller.set(seller_id, pending);
    else this.pending_by_seller.delete(seller_id);
  }

  /** Resolves when nothing is in flight. */
  async idle(): Promise<void> {
    while (this.sending !== null) await this.sending;
  }

  private async drain(): Promise<void> {
    const { linger_ms } = this.options;
    // Requests of the same turn of the event loop are then included.
    await (linger_ms > 0 ? setTimeout(linger_ms) : setImmediate());
    while (this.waiting.length > 0) await this.send(this.nextGroups());
    this.sending = null;
  }

  private nextGroups(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const group of this.waiting) {
      bytes += group.bytes;
      if (count > 0 && bytes > PRODUCE_REQUEST_BYTES) break;
      count += 1;
    }
    return this.waiting.splice(0, count);
  }

  private async send(groups: readonly Waiting[]): Promise<void> {
    try {
      const messages = groups.flatMap((group) => group.messages);
      await withFailpoint('ingestion.produce', () => this.producer.send(this.options.topic, messages));
      for (const group of groups) group.done();
    } catch (error) {
      if (error instanceof MessageTooLargeError && groups.length > 1) return this.sendHalves(groups);
      for (const group of groups) group.fail(error as Error);
    }
  }

  private async sendHalves(groups: readonly Waiting[]): Promise<void> {
    const middle = groups.length >> 1;
    await this.send(groups.slice(0, middle));
    await this.send(groups.slice(middle));
  }
}

function sizeOf(messages: readonly ProducedMessage[]): number {
  return messages.reduce((sum, message) => sum + producedBytes(message), 0);
}
