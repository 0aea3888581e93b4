import { writeTransaction } from '@stockproof/postgres';
import { SealedHistoryError } from '@stockproof/sealed-history';
import type { Pool } from 'pg';
import { findSegmentsWith, insertDamage } from './sql/sealed-damage.js';

/**
 * Stores the damage that a reading of sealed history ended with, if it is of an object of a segment that stands: one that was
 * replaced meanwhile may be gone. Idempotent. Returns whether it was.
 */
export async function noteDamage(records: Pool, error: unknown): Promise<boolean> {
  if (!(error instanceof SealedHistoryError) || error.object === null) return false;
  const { object, message } = error;
  const segments = await findSegmentsWith(records, object);
  if (segments.length === 0) return false;
  await writeTransaction('damage.note', records, async (db) => {
    for (const segment of segments) {
      const { topic, partition, from_offset } = segment;
      const place = `${object} in ${topic}/${partition} from ${from_offset}`;
      await insertDamage(db, { ...segment, place, set_aside: false, reason: message });
    }
  });
  return true;
}
