import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { withFailpoint } from '@stockproof/failpoints';
import { replaceFile } from '@stockproof/files';
import type { BrokerProducer } from '@stockproof/kafka';
import type { Pool } from 'pg';
import { findPublishedOffers } from './sql/offer-confidence.js';
import { markPublished, unpublishedEvidence } from './sql/evidence.js';
import { publishConfidence, type ConfidenceContext } from './publish-confidence.js';

export interface PublisherOptions {
  readonly pool: Pool;
  readonly producer: BrokerProducer;
  readonly topic: string;
  /** Where the owner of the view is told. */
  readonly notify: ConfidenceContext;
  /** Keeps a record's bytes outside every database; resolves when they are safe. */
  readonly keep: (recovery_id: string, record: string) => Promise<void>;
}

/**
 * Brings sealed records to their topic, into files and to the owner of the view, in the order of their
 * numbers. The table is first; what a crash leaves between the two is sent again: the same record twice does
 * no harm, its number says that it is the same.
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

/** Keeps each record as a file of the folder, whole or not at all. Kept again, it is the same. */
export function keepAsFile(folder: string): (recovery_id: string, record: string) => Promise<void> {
  return async (recovery_id, record) => {
    await mkdir(folder, { recursive: true });
    const file = join(folder, `${recovery_id}.json`);
    await withFailpoint('evidence.write-file', () => replaceFile(file, record));
  };
}
