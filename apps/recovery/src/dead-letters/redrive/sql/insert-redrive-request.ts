import type { Queryable } from '@stockproof/postgres';
import type { RedriveAsked } from '../redrive-request.js';

const SQL = `
  INSERT INTO redrive_request (redrive_id, source_topic, source_partition, source_offset, seller_id, event_id, value, payload_digest, digest, reason, requested_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`;

export async function insertRedriveRequest(db: Queryable, asked: RedriveAsked): Promise<void> {
  const { redrive_id, place, seller_id, event_id, value, payload_digest, digest, reason, requested_by } =
    asked;
  const values = [
    redrive_id,
    place.topic,
    place.partition,
    place.offset,
    seller_id,
    event_id,
    value,
    payload_digest,
    digest,
    reason,
    requested_by,
  ];
  await db.query({ name: 'insert-redrive-request', text: SQL, values });
}
