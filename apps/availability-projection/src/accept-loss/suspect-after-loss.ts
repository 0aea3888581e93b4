import type { MovedToLog, Queryable } from '@stockproof/postgres';
import { writeAnomalies } from '../project-changes/sql/write-fold.js';
import { readFunctions } from '../generations/sql/projection-function.js';
import { resetPublished, suspectPartition } from './sql/lost-partition.js';

/**
 * What the CDC history of a partition held and the view had not read is nowhere, and nobody knows of which
 * offers it was: every offer of the partition turns suspect until a recovery has looked; nothing is skipped
 * silently. In another log their offsets, and that up to which they are published, are no places any more.
 * Throws while a candidate of the view is being built from this history.
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
