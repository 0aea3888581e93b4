import { type AvailabilityConfidenceV1, skuPartition } from '@stockproof/events';
import { crossing } from '@stockproof/failpoints';
import type { BrokerProducer } from '@stockproof/kafka';
import type { OfferName } from '@stockproof/verification';

const PAGE = 500;

export interface TellContext {
  readonly producer: BrokerProducer;
  readonly topic: string;
  readonly partitions: number;
}

type Told = Pick<AvailabilityConfidenceV1, 'recovery_id' | 'confidence' | 'verified_at'>;

/** Tells the owner of the view what a signed record says of these offers. */
export async function tellConfidence(
  { producer, topic, partitions }: TellContext,
  offers: readonly OfferName[],
  told: Told,
): Promise<void> {
  const homes = Map.groupBy(offers, ({ sku }) => skuPartition(sku, partitions));
  for (const [partition, all] of homes) {
    for (let start = 0; start < all.length; start += PAGE) {
      const page = all.slice(start, start + PAGE).map(({ seller_id, sku }) => ({ seller_id, sku }));
      const message: AvailabilityConfidenceV1 = {
        schema_version: 1,
        type: 'confidence',
        ...told,
        offers: page as AvailabilityConfidenceV1['offers'],
      };
      await crossing('evidence.tell-confidence', () =>
        producer.send(topic, [{ partition, key: told.recovery_id, value: JSON.stringify(message) }]),
      );
    }
  }
}
