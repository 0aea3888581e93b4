import { deliveryKey, sourceKind } from '@stockproof/ledger';
import type { Queryable } from '@stockproof/postgres';
import type { UpdateDelivery } from '../../decode/delivery.js';

const SQL = `
  SELECT seller_id, event_id, operation, encode(request_hash, 'hex') AS request_hash
  FROM unnest($1::text[], $2::text[]) AS asked (seller_id, event_id)
  JOIN inventory_transaction USING (seller_id, event_id)
  UNION ALL
  SELECT seller_id, event_id, operation, encode(request_hash, 'hex')
  FROM unnest($1::text[], $2::text[]) AS asked (seller_id, event_id)
  JOIN inventory_rejection USING (seller_id, event_id)`;

interface Row {
  readonly seller_id: string;
  readonly event_id: string;
  readonly operation: string;
  readonly request_hash: string;
}

/**
 * The request hash (hex) of every event among these that already has an outcome, by deliveryKey. What stands under the same id from
 * another kind of source is among them under its own key.
 */
export async function readPriors(
  db: Queryable,
  updates: readonly UpdateDelivery[],
): Promise<Map<string, string>> {
  const sellers = updates.map(({ update }) => update.seller_id);
  const events = updates.map(({ update }) => update.event_id);
  const { rows } = await db.query<Row>({ name: 'read-priors', text: SQL, values: [sellers, events] });
  return new Map(
    rows.map((row) => [
      deliveryKey(sourceKind(row.operation), row.seller_id, row.event_id),
      row.request_hash,
    ]),
  );
}
