import { crossing } from '@stockproof/failpoints';
import type { BrokerProducer } from '@stockproof/kafka';
import type { Pool } from 'pg';
import { findToldOffers } from './sql/find-told-offers.js';
import { markPublished } from './sql/mark-published.js';
import { unpublishedEvidence } from './sql/unpublished-evidence.js';
import { tellConfidence, type TellContext } from './tell-confidence.js';

export interface PublisherOptions {
  readonly pool: Pool;
  readonly producer: BrokerProducer;
  readonly topic: string;
  /** Where the owner of the view is told. */
  readonly tell: TellContext;
  /** Keeps a record's bytes outside every database; resolves when they are safe. */
  readonly keep: (recovery_id: string, record: string) => Promise<void>;
}

/**
 * Brings sealed records to their topic, into files and to the owner of the view, in the order of their numbers. The table is first; what a crash
 * leaves between the two is sent again: the same record twice does no harm, its number says that it is the same.
 */
export class EvidencePublisher {
  private tail: Promise<void> = Promise.resolve();

  constructor(private readonly options: PublisherOptions) {}

  /** Resolves when everything sealed so far is out. */
  publish(): Promise<void> {
    const done = this.tail.then(() => this.publishNow());
    this.tail = done.catch(() => undefined);
    return done;
  }

  private async publishNow(): Promise<void> {
    const { pool, producer, topic, keep, tell } = this.options;
    for (const { sequence, recovery_id, record } of await unpublishedEvidence(pool)) {
      await keep(recovery_id, record);
      await crossing('evidence.produce', () =>
        producer.send(topic, [{ partition: 0, key: recovery_id, value: record }]),
      );
      const told = await findToldOffers(pool, recovery_id);
      for (const confidence of ['trusted', 'untrusted'] as const) {
        const offers = told.filter((offer) => offer.confidence === confidence);
        const verified_at = offers[0]?.verified_at.toISOString() ?? '';
        await tellConfidence(tell, offers, { recovery_id, confidence, verified_at });
      }
      await crossing('evidence.mark-published', () => markPublished(pool, sequence));
    }
  }
}
