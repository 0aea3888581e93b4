import type { SegmentRelied } from '@stockproof/evidence';
import { type ReadRange, readRanges } from '@stockproof/kafka';
import { readNewestSealed, type SealedMessage } from '@stockproof/sealed-history';
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
  const latest = new Map<string, PublishedMessage>();
  const compared = copies.length === 0 ? null : new NewestCopies();
  const wanted = (messages: readonly SealedMessage[]) =>
    messages.flatMap((message) => {
      const offer = offerOfPublished(message);
      return offer !== null && selector.wanted(offer.seller_id, offer.sku) ? [{ message, offer }] : [];
    });
  const take = (messages: readonly SealedMessage[]): void => {
    for (const { message, offer } of wanted(messages)) {
      const { partition, value } = message;
      latest.set(`${partition}/${offerKeyOf(offer)}`, {
        ...offer,
        partition,
        expected_partition: skuPartition(offer.sku, partitions),
        value,
      });
    }
  };
  if (sealed !== null)
    await readNewestSealed(sealed, segments, selector.sealed, (messages) => {
      take(messages);
      for (const { message } of wanted(messages)) compared?.sealed(message);
    });
  await readRanges(broker, {
    ranges: copies,
    topic_id,
    onMessages: (messages) => {
      for (const { message } of wanted(messages)) compared?.inKafka(message);
    },
  });
  compared?.compare(copies);
  await readRanges(broker, { ranges: tail, topic_id, onMessages: take });
  return { latest: [...latest.values()], ranges: plan.present, segments: reliedOn(segments) };
}
