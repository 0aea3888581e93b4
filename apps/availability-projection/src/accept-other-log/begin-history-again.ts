import type { MovedToLog, Queryable } from '@stockproof/postgres';
import { suspectPartition } from '../accept-lost-history/sql/suspect-partition.js';
import { writeAnomalies } from '../fold-changes/sql/write-anomalies.js';
import { readFunctions } from '../generations/sql/read-functions.js';
import { resetPublished } from './sql/reset-published.js';

/**
 * The captured history of a partition is another log. What the old one held and the view had not read is nowhere, and nobody
 * knows of which offers it was: every offer of the partition turns suspect until a recovery has looked. Their offsets, and
 * that up to which they are published, were places in the old log. Throws while a candidate of the view is being built.
 */
export async function beginHistoryAgain(
  db: Queryable, { topic, partition, next_offset, topic_id, to_offset }: MovedToLog, availability_topic: string, epoch: number,
): Promise<void> {
  if ((await readFunctions(db)).next !== null) {
    throw new Error('a candidate of the view is being built from this history: abort its recovery first');
  }
  await writeAnomalies(db, topic, partition, [{
    source_offset: to_offset, kind: 'history_lost', seller_id: null, sku: null, expected_version: null, found_version: null,
    detail: `the topic is another one: ${topic_id} was read up to ${next_offset}`,
  }]);
  await suspectPartition(db, partition, to_offset);
  await resetPublished(db, availability_topic, partition, to_offset, epoch);
}
