import type { MovedToLog, Queryable } from '@stockproof/postgres';
import { writeAnomalies } from '../project-changes/sql/write-fold.js';
import { readFunctions } from '../generations/sql/projection-function.js';
import { resetPublished, suspectPartition } from './sql/lost-partition.js';

/**
 * After a loss of CDC history nobody knows which offers were affected, so every offer of the partition
 * becomes suspect until a recovery has verified it. In another log the stored offsets of the offers and of
 * `published` are invalid, so they are reset.
 */
export async function suspectAfterLoss(
  db: Queryable,
  { topic, partition, next_offset, topic_id, to_offset }: MovedToLog,
  availability_topic: string,
  epoch: number,
): Promise<void> {
  if ((await readFunctions(db)).next !== null) {
    throw new Error('a candidate of the view is being built from this history: abort its recovery first');
  }
  await writeAnomalies(db, topic, partition, [
    {
      source_offset: to_offset,
      kind: 'history_lost',
      seller_id: null,
      sku: null,
      expected_version: null,
      found_version: null,
      detail: `nothing is left of ${topic_id} between ${next_offset} and ${to_offset}`,
    },
  ]);
  await suspectPartition(db, partition, to_offset);
  await resetPublished(db, availability_topic, partition, to_offset, epoch);
}
