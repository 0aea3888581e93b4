import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { withFailpoint } from '@stockproof/failpoints';
import { replaceFile } from '@stockproof/files';
import type { BrokerProducer } from '@stockproof/kafka';
import type { Pool } from 'pg';
import { findPublishedOffers } from './sql/offer-confidence.js';
import { markPublished, unpublishedEvidence } from './sql/evidence.js';
import { publishConfidence, type ConfidenceContext } from './publish-confidence.js';

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
    const { pool, producer, topic, keep, notify } = this.options;
    for (const { sequence, recovery_id, record } of await unpublishedEvidence(pool)) {
      await keep(recovery_id, record);
      await withFailpoint('evidence.produce', () =>
        producer.send(topic, [{ partition: 0, key: recovery_id, value: record }]),
      );
      const reported = await findPublishedOffers(pool, recovery_id);
      for (const confidence of ['trusted', 'untrusted'] as const) {
        const offers = reported.filter((offer) => offer.confidence === confidence);
        const verified_at = offers[0]?.verified_at.toISOString() ?? '';
        await publishConfidence(notify, offers, { recovery_id, confidence, verified_at });
      }
      await withFailpoint('evidence.mark-published', () => markPublished(pool, sequence));
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
