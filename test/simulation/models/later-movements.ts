import { LATER_MOVEMENTS } from '@stockproof/bounds';
import { instant, type StatementModels, unnest } from '../postgres/statement.js';
import { keyOf, type Row } from '../postgres/tables.js';

function happenedAt({ operation, event_time, accepted_at }: Row): number {
  const accepted_ms = (accepted_at as Date).getTime();
  return ['R', 'U', 'F'].includes(String(operation))
    ? accepted_ms
    : Math.min((event_time as Date).getTime(), accepted_ms);
}

/** The command handler's read of what happened after a count. */
export const LATER_MOVEMENTS_STATEMENT: StatementModels = {
  'read-later-movements': {
    run: (tx, [sellers, skus, times]) =>
      unnest([sellers, skus, times], ['seller_id', 'sku', 'since']).flatMap(({ seller_id, sku, since }) => {
        const version = Number(tx.get('inventory_stock_on_hand', keyOf(seller_id, sku))?.['version'] ?? 0);
        return Array.from({ length: version }, (_one, at) => keyOf(seller_id, sku, at + 1))
          .map((key) => tx.get('inventory_transaction', key))
          .filter((row) => row !== undefined && row['operation'] !== 'S' && row['operation'] !== 'C')
          .filter((row): row is Row => row !== undefined && row['quantity'] !== 0)
          .filter((row) => happenedAt(row) > instant(since).getTime())
          .sort((a, b) => happenedAt(b) - happenedAt(a))
          .slice(0, LATER_MOVEMENTS + 1);
      }),
  },
};
