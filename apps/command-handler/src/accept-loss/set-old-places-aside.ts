import type { Loss, MovedToLog, Queryable } from '@stockproof/postgres';
import { renameOldPlaces } from './sql/rename-old-positions.js';

/**
 * Dead letters and conflicts are stored by topic, partition and offset. When another log begins, these record
 * positions are used again, so those of the old log are renamed to `topic@epoch`, which is not a valid topic
 * name; the epoch is the one under which the new log began. They can be listed, read and redriven by that
 * name.
 */
export async function setOldPlacesAside(
  db: Queryable,
  loss: Loss,
  { topic, partition }: MovedToLog,
  epoch: number,
): Promise<void> {
  if (loss === 'other_log') await renameOldPlaces(db, topic, partition, `${topic}@${epoch}`);
}
