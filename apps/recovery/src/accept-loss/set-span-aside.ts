import { inTransaction } from '@stockproof/postgres';
import type { Pool } from 'pg';
import { insertDamage } from '../damage/sql/sealed-damage.js';
import { type SealedSpan, setAside } from '../sealing/sql/sealed-segments.js';

/** Sets what is sealed of a partition aside, and has the service revoke the proofs that relied on it. */
export function setSpanAside(records: Pool, span: SealedSpan, why: string): Promise<void> {
  const { topic, topic_id, partition, from_offset, to_offset } = span;
  return inTransaction(records, async (db) => {
    await setAside(db, span);
    await insertDamage(db, {
      place: `${topic}/${partition} of ${topic_id} from ${from_offset} to ${to_offset}`,
      topic,
      partition,
      from_offset,
      to_offset,
      first_sku: null,
      last_sku: null,
      set_aside: true,
      reason: `what was sealed of ${topic}/${partition} from ${from_offset} to ${to_offset} was set aside: ${why}`,
    });
  });
}
