import { type AvailabilityConfidenceV1, skuPartition } from '@stockproof/events';
import { withFailpoint } from '@stockproof/failpoints';
import type { BrokerProducer } from '@stockproof/kafka';
import type { OfferName } from '@stockproof/verification';

const PAGE = 500;

/**
 * The topic to the owner of the view. `partitions` is its partition count, which gives the partition of each
 * SKU.
 */
export interface ConfidenceContext {
  readonly producer: BrokerProducer;
  readonly topic: string;
  readonly partitions: number;
}

type Report = Pick<AvailabilityConfidenceV1, 'recovery_id' | 'confidence' | 'verified_at'>;

/** Sends the verdict of a signed record about these offers to the owner of the view. */
export async function publishConfidence(
  { producer, topic, partitions }: ConfidenceContext,
  offers: readonly OfferName[],
  reported: Report,
): Promise<void> {
  const expected_partitions = Map.groupBy(offers, ({ sku }) => skuPartition(sku, partitions));
  for (const [partition, all] of expected_partitions) {
    for (let start = 0; start < all.length; start += PAGE) {
      const page = all.slice(start, start + PAGE).map(({ seller_id, sku }) => ({ seller_id, sku }));
      const message: AvailabilityConfidenceV1 = {
        schema_version: 1,
        type: 'confidence',
        ...reported,
        offers: page as AvailabilityConfidenceV1['offers'],
      };
      await withFailpoint('evidence.publish-confidence', () =>
        producer.send(topic, [{ partition, key: reported.recovery_id, value: JSON.stringify(message) }]),
      );
    }
  }
}
