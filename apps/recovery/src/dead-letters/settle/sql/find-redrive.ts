import type { Queryable } from '@stockproof/postgres';
import type { Binding } from '../classify-decisions.js';
import type { RecordPosition } from '../../sql/find-dead-letter.js';

const SQL = `
  SELECT seller_id, event_id, encode(request_hash, 'hex') AS request_hash, redriven_at, times, sent_topic, sent_partition, sent_offset
  FROM redrive WHERE source_topic = $1 AND source_partition = $2 AND source_offset = $3`;

interface Row extends Omit<Binding, 'event_id' | 'sent'> {
  readonly event_id: string | null;
  readonly sent_topic: string | null;
  readonly sent_partition: number;
  readonly sent_offset: number;
}

/** What a dead letter was sent again as, or that it is dismissed; undefined where it is neither. */
export async function findRedrive(
  records: Queryable,
  { topic, partition, offset }: RecordPosition,
): Promise<Binding | 'dismissed' | undefined> {
  const [row] = (
    await records.query<Row>({ name: 'find-redrive', text: SQL, values: [topic, partition, offset] })
  ).rows;
  if (row === undefined) return undefined;
  const { event_id, sent_topic, sent_partition, sent_offset, ...bound } = row;
  if (event_id === null) return 'dismissed';
  return {
    ...bound,
    event_id,
    sent: sent_topic === null ? null : { topic: sent_topic, partition: sent_partition, offset: sent_offset },
  };
}
