import type { SegmentRelied } from '@stockproof/evidence';
import { type ReadRange, readRanges } from '@stockproof/kafka';
import { readNewestSealed, type SealedMessage, type SealedOffer } from '@stockproof/sealed-history';
import { offerKeyOf, type PublishedMessage } from '@stockproof/verification';
import { skuPartition } from '@stockproof/events';
import { offerOfPublished } from '../../sealing/offer-of.js';
import type { Selector } from '../scope/scope-selector.js';
import type { HistoryContext } from './barrier.js';
import { NewestCopies } from './newest-copies.js';
import { planReading, reliedOn } from './plan-reading.js';

/** The newest published message of each offer, by partition. */
export interface Published {
  /** The newest message of each offer, in each partition where it was found. */
  readonly latest: readonly PublishedMessage[];
  readonly ranges: readonly ReadRange[];
  readonly segments: readonly SegmentRelied[];
}

/**
 * Reads all partitions of the availability topic to the present end, because a forged message may be in any
 * partition: from where the selector says. Throws SealedHistoryError.
 */
export async function readPublished(context: HistoryContext, selector: Selector): Promise<Published> {
  const { broker, topics, partitions, sealed } = context;
  const plan = await planReading(context, selector.history, topics.availability, null);
  const { segments, tail, copies, topic_id } = plan;
  const newest = new NewestMessages(selector, partitions);
  const compared = copies.length === 0 ? null : new NewestCopies();
  if (sealed !== null)
    await readNewestSealed(sealed, segments, selector.sealed, (messages) => {
      newest.take(messages);
      for (const { message } of newest.wanted(messages)) compared?.sealed(message);
    });
  await readRanges(broker, {
    ranges: copies,
    topic_id,
    onMessages: (messages) => {
      for (const { message } of newest.wanted(messages)) compared?.inKafka(message);
    },
  });
  compared?.compare(copies);
  await readRanges(broker, { ranges: tail, topic_id, onMessages: (messages) => newest.take(messages) });
  return { latest: newest.all(), ranges: plan.present, segments: reliedOn(segments) };
}

/** Keeps the newest message of each offer of a scope, in each partition where one was found. */
export class NewestMessages {
  private readonly latest = new Map<string, PublishedMessage>();

  constructor(
    private readonly selector: Pick<Selector, 'wanted'>,
    private readonly partitions: number,
  ) {}

  /** Those of the scope, each with its offer. */
  wanted(
    messages: readonly SealedMessage[],
  ): { readonly message: SealedMessage; readonly offer: SealedOffer }[] {
    return messages.flatMap((message) => {
      const offer = offerOfPublished(message);
      return offer !== null && this.selector.wanted(offer.seller_id, offer.sku) ? [{ message, offer }] : [];
    });
  }

  /** In offset order within each partition and key. */
  take(messages: readonly SealedMessage[]): void {
    for (const { message, offer } of this.wanted(messages)) {
      const { partition, value } = message;
      this.latest.set(`${partition}/${offerKeyOf(offer)}`, {
        ...offer,
        partition,
        expected_partition: skuPartition(offer.sku, this.partitions),
        value,
      });
    }
  }

  all(): readonly PublishedMessage[] {
    return [...this.latest.values()];
  }
}
