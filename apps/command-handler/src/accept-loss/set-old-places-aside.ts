import type { Loss, MovedToLog, Queryable } from '@stockproof/postgres';
import { renameOldPlaces } from './sql/rename-old-places.js';

/**
 * Dead dead letters and conflicts are kept by topic, partition and offset. Where another log begins, these
 * places are taken once more, so what is kept of the old one goes by the name `topic@epoch`, which no topic
 * can have: the epoch under which the new log was begun. It can be listed, read and redriven by that name.
 */
export async function setOldPlacesAside(
  db: Queryable,
  loss: Loss,
  { topic, partition }: MovedToLog,
  epoch: number,
): Promise<void> {
  if (loss === 'other_log') await renameOldPlaces(db, topic, partition, `${topic}@${epoch}`);
}
