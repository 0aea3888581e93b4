import { expect } from '@jest/globals';
import { TOPICS } from '@stockproof/events';
import { BoundClient } from '@stockproof/postgres';
import { eventually, queryDatabase, type RunningStack, testBroker } from '@stockproof/testing';
import { escapeLiteral } from 'pg';
import { javaPartition } from '../model/java-partition.js';
import type { TrialOffer } from './trial-offer.js';

const PUBLISHED = (condition: string): string =>
  `ALTER PUBLICATION stockproof_stock SET TABLE inventory_stock_on_hand ${condition}, inventory_bucket ${condition}, debezium_heartbeat WHERE (connector IN ('stock', 'barrier'))`;

/**
 * Changes rows of the stock tables of a SKU so that its CDC lacks the change: within its transaction the
 * publication leaves the SKU out. Returns what `change` returns; nothing is changed if it rejects.
 */
export async function pastCapture<T>(
  stack: RunningStack,
  sku: string,
  change: (db: BoundClient) => Promise<T>,
): Promise<T> {
  const client = new BoundClient(stack.databases['inventory'] ?? '');
  await client.connect();
  try {
    await client.query(`BEGIN; SET LOCAL session_replication_role = replica`);
    // One at a time: a publication is changed by one transaction.
    await client.query(`SELECT pg_advisory_xact_lock(hashtext('stockproof_stock'))`);
    await client.query(PUBLISHED(`WHERE (sku <> ${escapeLiteral(sku)})`));
    const result = await change(client);
    await client.query(PUBLISHED(''));
    await client.query('COMMIT');
    return result;
  } finally {
    await client.end();
  }
}

type Row = Readonly<Record<string, unknown>>;
export type StockTable = 'inventory_stock_on_hand' | 'inventory_bucket';

const TOPIC = { inventory_stock_on_hand: TOPICS.stockOnHandChanges, inventory_bucket: TOPICS.bucketChanges };
const KEY = ['seller_id', 'sku', 'bucket_type', 'location_id'];
const AS_CAPTURED = (table: StockTable): string =>
  table === 'inventory_bucket'
    ? `to_jsonb(r) || jsonb_build_object('counted_at', ${time('counted_at')}, 'updated_at', ${time('updated_at')})`
    : `to_jsonb(r) || jsonb_build_object('chain_digest', encode(chain_digest, 'base64'), 'updated_at', ${time('updated_at')})`;

function time(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

/** The rows of an offer as the connector would write them, in an order that stays. */
export async function capturedRows(
  stack: RunningStack,
  table: StockTable,
  { seller_id, sku }: TrialOffer,
): Promise<Row[]> {
  const rows = await queryDatabase<{ row: Row }>(
    stack,
    'inventory',
    `SELECT ${AS_CAPTURED(table)} AS row FROM ${table} AS r WHERE seller_id = $1 AND sku = $2 ORDER BY r::text`,
    [seller_id, sku],
  );
  return rows.map(({ row }) => row);
}

const DELIVERED = `SELECT confirmed_flush_lsn >= $1::pg_lsn AS all FROM pg_replication_slots WHERE slot_name = 'debezium_stock_slot'`;

/**
 * Writes a CDC event that no connector wrote, of a row as it is said to be now; null: its deletion. It is the
 * row's newest one: those of the connector are waited for.
 */
export async function forgeStockEvent(
  stack: RunningStack,
  table: StockTable,
  row: Row,
  after: Row | null,
): Promise<void> {
  const [at] = await queryDatabase<{ lsn: string }>(
    stack,
    'inventory',
    'SELECT pg_current_wal_insert_lsn()::text AS lsn',
  );
  await eventually(
    async () =>
      expect(await queryDatabase(stack, 'inventory', DELIVERED, [at?.lsn])).toEqual([{ all: true }]),
    60_000,
  );
  const key = Object.fromEntries(KEY.filter((name) => name in row).map((name) => [name, row[name]]));
  const event =
    after === null ? { before: key, after, op: 'd' } : { before: null, after: { ...row, ...after }, op: 'u' };
  const producer = await testBroker().producer();
  await producer.send(TOPIC[table], [
    {
      partition: javaPartition(String(row['sku']), 8),
      key: JSON.stringify(key),
      value: JSON.stringify({ ...event, source: { name: 'inventory_source_stock', txId: 1 } }),
    },
  ]);
  await producer.close();
}
