import { skuPartition, TOPICS } from '@stockproof/events';
import type { Random } from '@stockproof/workload';
import type { Fault } from './options.js';
import { keyOf, type Row } from '../../postgres/tables.js';
import { PARTITIONS, type Stage } from '../stage.js';

/** Tells the checks alone that a message is not the projection's. */
export const FORGED = { forged: 'yes' };

/** Changes rows by hand. Returns the offer; null if there was nothing to change. */
type Corrupt = (stage: Stage, random: Random) => Row | null;

function pickRow(
  stage: Stage,
  database: 'ledger' | 'view',
  table: string,
  random: Random,
): readonly [string, Row] | null {
  const rows = [...stage.databases[database].tables.table(table)];
  return rows.length === 0 ? null : random.pick(rows);
}

/** Each is a change that a recovery has to find. */
export const CORRUPTIONS = {
  view(stage: Stage, random: Random): Row | null {
    const picked = pickRow(stage, 'view', 'offer_availability', random);
    if (picked === null) return null;
    const [key, row] = picked;
    const changes: readonly Row[] = [
      { sellable: (row['sellable'] as number) + 7 },
      { version: (row['version'] as number) + 1 },
      { status: 'suspect' },
      { stock_on_hand: 0, sellable: 0, version: (row['version'] as number) + 2 },
    ];
    const change = random.pick([...changes, null]);
    stage.databases.view.byHand((tx) => {
      if (change === null) tx.remove('offer_availability', key);
      else tx.put('offer_availability', key, { ...row, ...change });
    });
    return row;
  },
  stock(stage: Stage, random: Random): Row | null {
    const picked = pickRow(stage, 'ledger', 'inventory_bucket', random);
    if (picked === null) return null;
    const [key, row] = picked;
    stage.databases.ledger.byHand((tx) =>
      tx.put('inventory_bucket', key, { ...row, quantity: (row['quantity'] as number) + 1 }),
    );
    return row;
  },
  topic(stage: Stage, random: Random): Row | null {
    const picked = pickRow(stage, 'view', 'offer_availability', random);
    if (picked === null) return null;
    const [, row] = picked;
    const partition = skuPartition(String(row['sku']), PARTITIONS);
    const own = stage.cluster
      .topic(TOPICS.availability)
      [partition]?.messages.findLast(
        ({ key }) => key?.toString('utf8') === keyOf(row['sku'], row['seller_id']),
      );
    const value = own?.value?.toString('utf8').replace(/"sellable":\d+/, '"sellable":424242') ?? '{}';
    const at = random.chance(0.3) ? (partition + 1) % PARTITIONS : partition;
    stage.cluster.append(TOPICS.availability, [
      { partition: at, key: keyOf(row['sku'], row['seller_id']), value, headers: FORGED },
    ]);
    return row;
  },
  ledger(stage: Stage, random: Random): Row | null {
    const picked = pickRow(stage, 'ledger', 'inventory_transaction', random);
    if (picked === null) return null;
    const [key, row] = picked;
    stage.databases.ledger.byHand((tx) => {
      if (random.chance(0.3)) tx.remove('inventory_transaction', key);
      else tx.put('inventory_transaction', key, { ...row, quantity: (row['quantity'] as number) + 1 });
    });
    return row;
  },
} satisfies Partial<Record<Fault, Corrupt>>;
