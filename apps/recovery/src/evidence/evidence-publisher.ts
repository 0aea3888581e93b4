import { withFailpoint } from '@stockproof/failpoints';
import type { BrokerProducer } from '@stockproof/kafka';
import { type Queryable, writeTransaction } from '@stockproof/postgres';
import type { OfferName } from '@stockproof/verification';
import type { Pool } from 'pg';
import type { KeepRecord } from './keep-records.js';
import { findPublishedOffers } from './sql/offer-confidence.js';
import {
  lockPublishing,
  markPublished,
  type UnpublishedEvidence,
  unpublishedEvidence,
} from './sql/evidence.js';
import { publishConfidence, type ConfidenceContext } from './publish-confidence.js';

const BEGINNING: OfferName = { seller_id: '', sku: '' };
/** Offers of a record that are read and reported together. */
const PAGE = 8_000;

/**
 * What EvidencePublisher needs. After a crash `keep`, the topic and the owner of the view may get a record
 * again, so `keep` must be idempotent.
 */
export interface PublisherOptions {
  readonly pool: Pool;
  readonly producer: BrokerProducer;
  readonly topic: string;
  /** For messages to the owner of the view. */
  readonly notify: ConfidenceContext;
  readonly keep: KeepRecord;
}

/**
 * Publishes sealed records to their topic, to files and to the owner of the view, in order of their numbers.
 * Any copy of the service publishes those of all; one of them at a time. Records are stored first; after a crash
 * a record may be published twice, which its number shows.
 */
export class EvidencePublisher {
  private tail: Promise<void> = Promise.resolve();

  constructor(private readonly options: PublisherOptions) {}

  /** Resolves when all records sealed so far are published. */
  publish(): Promise<void> {
    const done = this.tail.then(() => this.publishNow());
    this.tail = done.catch(() => undefined);
    return done;
  }

  private async publishNow(): Promise<void> {
    const { pool } = this.options;
    // Asked before the lock is, because it is asked often and mostly in vain.
    while ((await unpublishedEvidence(pool)) !== null) await this.publishNext();
  }

  /** In one transaction, so that no other process is at it; one that was stopped meanwhile marks nothing. */
  private publishNext(): Promise<void> {
    const { pool, producer, topic, keep } = this.options;
    return writeTransaction('evidence.mark-published', pool, async (db) => {
      await lockPublishing(db);
      const evidence = await unpublishedEvidence(db);
      if (evidence === null) return;
      const { sequence, recovery_id, record } = evidence;
      await keep(recovery_id, record);
      await withFailpoint('evidence.produce', () =>
        producer.send(topic, [{ partition: 0, key: recovery_id, value: record }]),
      );
      await this.report(db, evidence);
      await markPublished(db, sequence);
    });
  }

  /** Reports the offers of a record to the owner of the view, page by page. */
  private async report(db: Queryable, evidence: UnpublishedEvidence): Promise<void> {
    const { notify } = this.options;
    const { recovery_id, finished_at } = evidence;
    let after = BEGINNING;
    for (;;) {
      const page = await findPublishedOffers(db, evidence, after, PAGE);
      for (const confidence of ['trusted', 'untrusted'] as const) {
        const offers = page.filter((offer) => offer.confidence === confidence);
        await publishConfidence(notify, offers, { recovery_id, confidence, verified_at: finished_at });
      }
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return;
      after = last;
    }
  }
}
