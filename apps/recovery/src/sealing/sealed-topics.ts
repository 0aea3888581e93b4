import { TOPICS } from '@stockproof/events';
import type { OfferOfMessage } from '@stockproof/sealed-history';
import type { Pool } from 'pg';
import type { TopicConsumer } from './delete-sealed.js';
import { offerOfChange, offerOfPublished, offerOfStockChange } from './offer-of.js';

/** A topic that is sealed. */
export interface SealedTopic {
  /** Full name. */
  readonly topic: string;
  /** Returns a reader of the topic's messages. */
  readonly offer_of: () => OfferOfMessage;
  /** Who must have read what is deleted; null: nothing is deleted, because others read the topic too. */
  readonly consumers: readonly TopicConsumer[] | null;
}

/** All topics that are sealed. Pools of the databases in which their consumers store offsets. */
export function sealedTopics(
  prefix: string,
  { view, reservations }: { readonly view: Pool; readonly reservations: Pool },
): SealedTopic[] {
  return [
    {
      topic: prefix + TOPICS.ledgerChanges,
      offer_of: offerOfChange,
      consumers: [
        { db: view, group: `${prefix}availability-projection` },
        { db: reservations, group: `${prefix}reservation` },
      ],
    },
    { topic: prefix + TOPICS.availability, offer_of: () => offerOfPublished, consumers: null },
    {
      topic: prefix + TOPICS.stockOnHandChanges,
      offer_of: () => offerOfStockChange('inventory_stock_on_hand'),
      consumers: [],
    },
    {
      topic: prefix + TOPICS.bucketChanges,
      offer_of: () => offerOfStockChange('inventory_bucket'),
      consumers: [],
    },
  ];
}
