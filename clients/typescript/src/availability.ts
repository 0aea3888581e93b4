import { AvailabilityView, type ViewOptions } from './consumer/availability-view.js';
import { type KafkaAccess, kafkaSource } from './consumer/kafka-source.js';

export type { OfferChange, ApplyHook } from './consumer/apply-records.js';
export type { Availability } from './consumer/availability-record.js';
export {
  AvailabilityView,
  type ViewedOffer,
  type ViewedSku,
  type ViewOptions,
} from './consumer/availability-view.js';
export type { IgnoredReason } from './consumer/decide-record.js';
export type { ViewFreshness } from './consumer/describe-freshness.js';
export type { KafkaAccess } from './consumer/kafka-source.js';
export type { RebuildReason } from './consumer/rebuild-reason.js';

/** The topic's name in an installation without a prefix. */
export const AVAILABILITY_TOPIC = 'inventory.availability.v2';

/** Opens a view of the availability topic. See AvailabilityView.open. */
export function openAvailabilityView(
  kafka: KafkaAccess,
  { topic = AVAILABILITY_TOPIC, ...options }: ViewOptions & { readonly topic?: string },
): Promise<AvailabilityView> {
  return AvailabilityView.open(kafkaSource(kafka, topic), options);
}
