import { skuPartition, TOPICS } from '@stockproof/events';
import { envelope, type Routed } from '../cdc/sim-connector.js';
import type { Committed } from '../postgres/sim-database.js';
import type { Row, Tables } from '../postgres/tables.js';

const base64 = (hex: unknown): string => Buffer.from(String(hex), 'hex').toString('base64');
const iso = (at: unknown): string => (at as Date).toISOString().replace('Z', '000Z');

/** A ledger row in the format of the connector's converter. */
function cdcRow(row: Row): Row {
  return {
    ...row,
    event_time: iso(row['event_time']),
    accepted_at: iso(row['accepted_at']),
    request_hash: base64(row['request_hash']),
    previous_digest: base64(row['previous_digest']),
    chain_digest: base64(row['chain_digest']),
  };
}

/** One CDC row, as inserted (`c`) or read again by a snapshot (`r`). */
function routedRow(
  op: 'c' | 'r' | 'u' | 'd',
  row: Row,
  lsn: number,
  at_ms: number,
  partitions: number,
): Routed {
  const sku = String(row['sku']);
  const published = cdcRow(row);
  const gone = op === 'd';
  const value = envelope(op, gone ? null : published, lsn, at_ms, gone ? published : null);
  return {
    topic: TOPICS.ledgerChanges,
    message: { key: sku, partition: skuPartition(sku, partitions), value },
  };
}

/**
 * The ledger's connector: its rows in the expected partition of their SKU, heartbeats next to them, rows
 * again where a signal requests them.
 */
export function routeLedger(partitions: number, tables: Tables): (committed: Committed) => Routed[] {
  return ({ changes, lsn, at_ms }) =>
    changes.flatMap(({ table, op, row }): Routed[] => {
      if (table === 'inventory_transaction') return [routedRow(op, row, lsn, at_ms, partitions)];
      if (table === 'debezium_signal')
        return askedAgain(row, tables).map((again) => routedRow('r', again, lsn, at_ms, partitions));
      if (table !== 'debezium_heartbeat') return [];
      return [
        {
          topic: TOPICS.heartbeats,
          message: { key: null, partition: 0, value: envelope('u', row, lsn, at_ms) },
        },
      ];
    });
}

const FILTER = /^seller_id = '((?:[^']|'')*)' AND sku = '((?:[^']|'')*)' AND version >= (\d+)$/;

/** The rows that an incremental snapshot of these conditions reads. */
function askedAgain(signal: Row, tables: Tables): Row[] {
  const data = JSON.parse(String(signal['data'])) as { 'additional-conditions': { filter: string }[] };
  const [, seller_id, sku, from_version] = (
    FILTER.exec(data['additional-conditions'][0]?.filter ?? '') ?? []
  ).map((name) => name.replaceAll("''", "'"));
  return [...tables.table('inventory_transaction').values()]
    .filter(
      (row) =>
        row['seller_id'] === seller_id &&
        row['sku'] === sku &&
        (row['version'] as number) >= Number(from_version),
    )
    .sort((a, b) => (a['version'] as number) - (b['version'] as number));
}

/** The outbox's connector: an inserted row goes to the topic it names, even if the row is deleted by now. */
export function routeOutbox({ changes }: Committed): Routed[] {
  return changes
    .filter(({ table, op }) => table === 'outbox' && op === 'c')
    .map(({ row }) => ({
      topic: String(row['topic']),
      message: {
        key: String(row['message_key']),
        partition: Number(row['partition']),
        value: row['payload'] as Buffer,
        headers: { emitted_again: String(row['emitted_again'] ?? '') },
      },
    }));
}
