import { withFailpoint } from '@stockproof/failpoints';
import {
  type Broker,
  type FencedProducer,
  type ProducedMessage,
  ProducerFencedError,
} from '@stockproof/kafka';
import {
  type Claim,
  FencedError,
  type PartitionKey,
  readPosition,
  retryTransient,
} from '@stockproof/postgres';
import type { Pool } from 'pg';
import type { ViewOffer } from '../view/view.js';
import { availabilityMessage, tombstone } from './availability-message.js';
import { advancePublished, claimPublished, readUnpublished } from './sql/published-position.js';

/**
 * What a PartitionPublisher needs. `onPublished` is called when the messages are acknowledged, not for
 * tombstones.
 */
export interface PublisherContext {
  readonly pool: Pool;
  readonly broker: Broker;
  /** Full name of the availability topic. */
  readonly topic: string;
  readonly now_ms: () => number;
  readonly onRetry: (error: Error, failures: number) => void;
  /** Aborts when the service shuts down; retries then end with their last error. */
  readonly signal?: AbortSignal | undefined;
  /** `again`: sent from the view, because it is not known what was sent before. */
  readonly onPublished: (offers: readonly ViewOffer[], again: boolean) => void;
}

/** An offer whose message is removed, in its expected partition or in one where it should never have been. */
export interface Retraction {
  readonly seller_id: string;
  readonly sku: string;
  readonly recovery_id: string;
  readonly partition?: number;
}

const PAGE = 1_000;

/**
 * Publishes what the holder of one partition has committed. The offset `published` is advanced after the
 * sends, so what a crash left unsent is sent by the next holder. A transactional id per partition fences a
 * holder that was stopped and resumed: its late sends fail (docs/design.md#one-publisher-per-partition).
 */
export class PartitionPublisher {
  private constructor(
    private readonly context: PublisherContext,
    private readonly key: PartitionKey,
    private readonly claim: Claim,
    private producer: FencedProducer,
  ) {}

  /**
   * Call it after the partition is claimed: it fences the previous holder, then sends what that may have left
   * unsent. Rejects with FencedError if the claim is lost.
   */
  static async open(context: PublisherContext, key: PartitionKey, claim: Claim): Promise<PartitionPublisher> {
    const producer = await openProducer(context, key, claim);
    const publisher = new PartitionPublisher(context, key, claim, producer);
    await publisher.catchUp();
    return publisher;
  }

  /**
   * Sends these offers and advances `published`. Rejects with FencedError or ProducerFencedError if another
   * process holds the partition.
   */
  async publish(offers: readonly ViewOffer[], published_offset: number): Promise<void> {
    for (let start = 0; start < offers.length; start += PAGE)
      await this.send(offers.slice(start, start + PAGE), false);
    const { pool, topic, onRetry, signal } = this.context;
    const { epoch } = this.claim;
    const advanced = await retryTransient(
      () =>
        withFailpoint('projection.advance-published', () =>
          advancePublished(pool, topic, this.key.partition, epoch, published_offset),
        ),
      { onRetry, signal },
    );
    if (!advanced)
      throw new FencedError(`published position of ${topic}/${this.key.partition} has another owner`);
  }

  /** Sends tombstones for offers that do not exist according to a recovery. */
  async retract(offers: readonly Retraction[]): Promise<void> {
    if (offers.length === 0) return;
    await this.sendMessages(() =>
      offers.map((offer) => tombstone(offer, offer.partition ?? this.key.partition)),
    );
  }

  /** Sends every offer that changed after `published`, from the view. */
  async catchUp(): Promise<void> {
    const { pool, topic, onRetry, signal } = this.context;
    const { partition } = this.key;
    const from = await retryTransient(
      () =>
        withFailpoint('projection.claim-published', () =>
          claimPublished(pool, topic, partition, this.claim.epoch),
        ),
      { onRetry, signal },
    );
    if (from === undefined)
      throw new FencedError(`published position of ${topic}/${partition} has a newer owner`);
    let last: ViewOffer | undefined;
    for (;;) {
      const after = last;
      const page = await retryTransient(() => readUnpublished(pool, partition, from, after, PAGE), {
        onRetry,
        signal,
      });
      if (page.length > 0) await this.send(page, true);
      last = page.at(-1);
      if (page.length < PAGE) break;
    }
    const stored = await retryTransient(() => readPosition(pool, this.key), { onRetry, signal });
    await this.publish([], Math.max(from, stored?.next_offset ?? 0));
  }

  async close(): Promise<void> {
    await this.producer.close();
  }

  private async send(offers: readonly ViewOffer[], again: boolean): Promise<void> {
    const { now_ms, onPublished } = this.context;
    await this.sendMessages(() =>
      offers.map((offer) => availabilityMessage(offer, this.key.partition, now_ms())),
    );
    onPublished(offers, again);
  }

  private async sendMessages(make: () => ProducedMessage[]): Promise<void> {
    const { topic, onRetry, signal } = this.context;
    for (let failures = 1; ; failures += 1) {
      try {
        await withFailpoint('projection.publish', () => this.producer.send(topic, make()));
        return;
      } catch (error) {
        if (error instanceof ProducerFencedError || signal?.aborted) throw error;
        // The outcome is unknown. Sending the same bytes again does no harm, with a producer that is
        // fenced in again.
        onRetry(error as Error, failures);
        await this.producer.close().catch(() => undefined);
        this.producer = await openProducer(this.context, this.key, this.claim);
      }
    }
  }
}

/**
 * Opens the partition's transactional id, then checks the claim. A process that claims the partition later
 * also opens the id later, so a holder that passes the check is fenced before a newer one publishes.
 */
async function openProducer(
  context: PublisherContext,
  key: PartitionKey,
  claim: Claim,
): Promise<FencedProducer> {
  const producer = await context.broker.fencedProducer(
    `${key.consumer_group}.${context.topic}.${key.partition}`,
  );
  const stored = await retryTransient(() => readPosition(context.pool, key), {
    onRetry: context.onRetry,
    signal: context.signal,
  });
  if (stored?.epoch === claim.epoch) return producer;
  await producer.close();
  throw new FencedError(
    `${key.topic}/${key.partition} was claimed by another owner (epoch ${stored?.epoch})`,
  );
}
