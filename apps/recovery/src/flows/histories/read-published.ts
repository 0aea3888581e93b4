import type { SegmentRelied } from '@stockproof/evidence';
import { type ReadRange, presentRanges, readRanges } from '@stockproof/kafka';
import { readNewestSealed, type SealedMessage } from '@stockproof/sealed-history';
import { offerKeyOf, type PublishedMessage } from '@stockproof/verification';
import { skuPartition } from '@stockproof/events';
import { offerOfPublished } from '../../sealing/offer-of.js';
import type { Selector } from '../scope/scope-selector.js';
import type { HistoryContext } from './barrier.js';
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
 * partition: what is sealed from sealed history, the rest from Kafka. Throws SealedHistoryError.
 */
export async function readPublished(context: HistoryContext, selector: Selector): Promise<Published> {
  const { broker, topics, partitions, sealed } = context;
  const present = await presentRanges(broker, topics.availability);
  const { segments, tail } = await planReading(context, present);
  const latest = new Map<string, PublishedMessage>();
  const take = (messages: readonly SealedMessage[]): void => {
    for (const { partition, key, value } of messages) {
      const offer = offerOfPublished({ key, value });
      if (offer === null || !selector.wanted(offer.seller_id, offer.sku)) continue;
      latest.set(`${partition}/${offerKeyOf(offer)}`, {
        ...offer,
        partition,
        expected_partition: skuPartition(offer.sku, partitions),
        value,
      });
    }
  };
  if (sealed !== null) await readNewestSealed(sealed, segments, selector.sealed, take);
  await readRanges(broker, { ranges: tail, onMessages: take });
  return { latest: [...latest.values()], ranges: present, segments: reliedOn(segments) };
}
