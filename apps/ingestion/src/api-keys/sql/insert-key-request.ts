import type { Queryable } from '@stockproof/postgres';
import type { KeyRequest } from '../key-request.js';

const SQL = 'INSERT INTO key_request (request_id, seller_id, reason, requested_by) VALUES ($1, $2, $3, $4)';

type Asked = Pick<KeyRequest, 'request_id' | 'seller_id' | 'reason' | 'requested_by'>;

export async function insertKeyRequest(
  db: Queryable,
  { request_id, seller_id, reason, requested_by }: Asked,
): Promise<void> {
  await db.query({
    name: 'insert-key-request',
    text: SQL,
    values: [request_id, seller_id, reason, requested_by],
  });
}
