import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { withFailpoint } from '@stockproof/failpoints';
import { replaceFile } from '@stockproof/files';
import type { BrokerProducer } from '@stockproof/kafka';
import type { OfferName } from '@stockproof/verification';
import type { Pool } from 'pg';
import { findPublishedOffers } from './sql/offer-confidence.js';
import { markPublished, type UnpublishedEvidence, unpublishedEvidence } from './sql/evidence.js';
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
  /** Stores a record's bytes outside the databases; resolves when they are durable. */
  readonly keep: (recovery_id: string, record: string) => Promise<void>;
}

/**
 * Publishes sealed records to their topic, to files and to the owner of the view, in order of their numbers.
 * Records are stored first; after a crash a record may be published twice, which its number shows.
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
    const { pool, producer, topic, keep } = this.options;
    for (;;) {
      const evidence = await unpublishedEvidence(pool);
      if (evidence === null) return;
      const { sequence, recovery_id, record } = evidence;
      await keep(recovery_id, record);
      await withFailpoint('evidence.produce', () =>
        producer.send(topic, [{ partition: 0, key: recovery_id, value: record }]),
      );
      await this.report(evidence);
      await withFailpoint('evidence.mark-published', () => markPublished(pool, sequence));
    }
  }

  /** Reports the offers of a record to the owner of the view, page by page. */
  private async report(evidence: UnpublishedEvidence): Promise<void> {
    const { pool, notify } = this.options;
    const { recovery_id, finished_at } = evidence;
    let after = BEGINNING;
    for (;;) {
      const page = await findPublishedOffers(pool, evidence, after, PAGE);
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

/** Returns a function that stores each record as a file of the folder, atomically. Idempotent. */
export function keepAsFile(folder: string): (recovery_id: string, record: string) => Promise<void> {
  return async (recovery_id, record) => {
    await mkdir(folder, { recursive: true });
    const file = join(folder, `${recovery_id}.json`);
    await withFailpoint('evidence.write-file', () => replaceFile(file, record));
  };
}
