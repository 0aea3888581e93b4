import { sourceKind } from '@stockproof/ledger';
import { checkViolation, uniqueViolation } from '../postgres/sql-error.js';
import { hexOf, instant, type StatementModels, unnest } from '../postgres/statement.js';
import { keyOf, type Row, type Transaction } from '../postgres/tables.js';
import { LATER_MOVEMENTS_STATEMENT } from './later-movements.js';
import { POSITION_STATEMENTS } from './positions.js';
import { simulatedPolicy } from './simulated-policy.js';

// Written again, not taken from LEDGER_COLUMNS: a model that shared the list would share its faults.
const NAMES = {
  rows: [
    'seller_id',
    'sku',
    'version',
    'event_id',
    'operation',
    'status',
    'quantity',
    'requested_quantity',
    'delta_quantity',
    'from_bucket',
    'from_location',
    'to_bucket',
    'to_location',
    'event_time',
    'schema_version',
    'request_hash',
    'reason',
    'reference',
    'correlation_id',
    'causation_id',
    'source_topic',
    'source_partition',
    'source_offset',
    'traceparent',
    'previous_digest',
    'chain_digest',
  ],
  heads: ['seller_id', 'sku', 'stock_on_hand', 'version', 'chain_digest'],
  buckets: ['seller_id', 'sku', 'bucket_type', 'location_id', 'quantity', 'counted_at'],
  rejections: [
    'seller_id',
    'event_id',
    'sku',
    'operation',
    'quantity',
    'reason',
    'facts',
    'event_time',
    'request_hash',
    'source_topic',
    'source_partition',
    'source_offset',
    'decided_on_version',
  ],
  quarantine: [
    'source_topic',
    'source_partition',
    'source_offset',
    'reason',
    'detail',
    'assignee',
    'seller_id',
    'event_id',
    'sku',
    'message_headers',
    'message_key',
    'key_bytes',
    'message_value',
    'value_bytes',
    'value_digest',
    'digest_of',
    'held',
  ],
};
export const OUTCOMES = [
  'accepted',
  'superseded',
  'duplicate',
  'conflict',
  'rejected',
  'quarantined',
] as const;
const KINDS = ['seller', 'order'] as const;
/** The key of a row's event, as in the unique keys. */
const eventKey = (row: Row): string =>
  keyOf(sourceKind(String(row['operation'])), row['seller_id'], row['event_id']);
const head = (row: Row): string => `head/${keyOf(row['seller_id'], row['sku'])}`;
const offers = (sellers: unknown, skus: unknown): Row[] => unnest([sellers, skus], ['seller_id', 'sku']);
const priorRows = (row?: Row, rejection?: Row): Row[] =>
  [row, rejection && { ...rejection, status: 'rejected' }].filter((one) => one !== undefined);
const byOffer = (a: Row, b: Row): number => (head(a) < head(b) ? -1 : 1);

/** The command handler's statements on its database. */
export const LEDGER_STATEMENTS: StatementModels = {
  ...POSITION_STATEMENTS,
  ...LATER_MOVEMENTS_STATEMENT,
  'read-heads': {
    locks: ([sellers, skus]) => offers(sellers, skus).sort(byOffer).map(head),
    run: (tx, [sellers, skus]) =>
      offers(sellers, skus).flatMap(({ seller_id, sku }) => {
        const row = tx.get('inventory_stock_on_hand', keyOf(seller_id, sku));
        return row === undefined ? [] : [row];
      }),
  },
  'read-buckets': {
    run(tx, [sellers, skus]) {
      const asked = new Set(offers(sellers, skus).map(head));
      return tx.rows('inventory_bucket').filter((row) => asked.has(head(row)));
    },
  },
  'read-priors': {
    run: (tx, [sellers, events]) =>
      unnest([sellers, events], ['seller_id', 'event_id']).flatMap(({ seller_id, event_id }) => {
        const keys = KINDS.map((kind) => keyOf(kind, seller_id, event_id));
        return keys.flatMap((key) => priorRows(tx.get('event', key), tx.get('inventory_rejection', key)));
      }),
  },
  'read-late-movements': {
    run: (_tx, [sellers]) =>
      (sellers as readonly string[]).flatMap((seller_id) => {
        const policy = simulatedPolicy(seller_id);
        return policy === null ? [] : [{ seller_id, policy }];
      }),
  },
  'prove-states': {
    // As FOR UPDATE: here two batches that rely on one head wait for each other, which changes no result.
    locks: ([sellers, skus]) => offers(sellers, skus).sort(byOffer).map(head),
    run(tx, values) {
      const heads = unnest(values, ['seller_id', 'sku', 'version']).flatMap(({ seller_id, sku, version }) => {
        const row = tx.get('inventory_stock_on_hand', keyOf(seller_id, sku));
        return row === undefined ? [] : [row['version'] === version];
      });
      return [{ heads: heads.length, proven: heads.filter((as_it_was) => as_it_was).length }];
    },
  },
  'read-stored-rejections': { run: (tx, asked) => storedIn(tx, 'inventory_rejection', asked, KINDS) },
  'read-accepted-commands': { run: (tx, asked) => storedIn(tx, 'event', asked, ['order']) },
  'write-ledger': {
    locks: (values) => [
      ...unnest(values.slice(1, 27), NAMES.rows).flatMap((row) => [
        `event/${eventKey(row)}`,
        `row/${keyOf(row['seller_id'], row['sku'], row['version'])}`,
      ]),
      ...[...offers(values[27], values[28]), ...offers(values[32], values[33])].map(head),
    ],
    run: writeLedger,
  },
  'write-rejections': {
    locks: ([, sellers, events, , operations]) =>
      unnest([sellers, events, operations], ['seller_id', 'event_id', 'operation']).map(
        (row) => `rejection/${eventKey(row)}`,
      ),
    run: (tx, [at, ...values]) =>
      unnest(values, NAMES.rejections).map((row) => {
        const stored = { ...row, request_hash: hexOf(row['request_hash']), rejected_at: instant(at) };
        tx.insert('inventory_rejection', eventKey(row), stored);
        return {};
      }),
  },
  'write-quarantine': {
    run: (tx, [at, ...values]) =>
      unnest(values, NAMES.quarantine).map((row) => {
        const key = keyOf(row['source_topic'], row['source_partition'], row['source_offset']);
        tx.insert('quarantine', key, { ...row, quarantined_at: instant(at) });
        return {};
      }),
  },
  'write-conflicts': {
    run: (tx, [, ...values]) =>
      unnest(values, ['source_topic', 'source_partition', 'source_offset']).map((row) => {
        tx.insert(
          'inventory_conflict',
          keyOf(row['source_topic'], row['source_partition'], row['source_offset']),
          row,
        );
        return {};
      }),
  },
  'write-redeliveries': {
    locks: ([, kinds, sellers, events]) =>
      unnest([kinds, sellers, events], ['k', 's', 'e']).map(({ k, s, e }) => `redelivery/${keyOf(k, s, e)}`),
    run: (tx, [, ...values]) =>
      unnest(values, ['source_kind', 'seller_id', 'event_id', 'duplicates', 'conflicts']).map((row) => {
        const key = keyOf(row['source_kind'], row['seller_id'], row['event_id']);
        tx.put('inventory_redelivery', key, {
          ...row,
          ...summed(tx.get('inventory_redelivery', key), row, ['duplicates', 'conflicts']),
        });
        return {};
      }),
  },
  'count-outcomes': {
    locks: ([topic, partition]) => [`accounting/${keyOf(topic, partition)}`],
    run(tx, [topic, partition, ...counts]) {
      const columns = ['received', ...OUTCOMES];
      const added = Object.fromEntries(columns.map((name, index) => [name, counts[index]]));
      const row = summed(tx.get('accounting', keyOf(topic, partition)), added, columns);
      const parts = OUTCOMES.reduce((sum, name) => sum + (row[name] as number), 0);
      if (row['received'] !== parts) throw checkViolation('accounting does not close');
      tx.put('accounting', keyOf(topic, partition), { topic, partition, ...row });
      return [{}];
    },
  },
  'write-outbox': {
    run: (tx, values) =>
      unnest(values, ['topic', 'partition', 'message_key', 'payload', 'traceparent', 'emitted_again']).map(
        (row) => {
          const id = tx.number * 10_000 + tx.log.length;
          tx.insert('outbox', String(id), { ...row, id });
          return { id };
        },
      ),
  },
  'empty-outbox': {
    run: (tx, [ids]) =>
      (ids as readonly number[]).map((id) => {
        tx.remove('outbox', String(id));
        return {};
      }),
  },
};

function summed(before: Row | undefined, added: Row, columns: readonly string[]): Row {
  return Object.fromEntries(
    columns.map((name) => [name, ((before?.[name] as number | undefined) ?? 0) + (added[name] as number)]),
  );
}

function writeLedger(tx: Transaction, values: readonly unknown[]): Row[] {
  const accepted_at = instant(values[0]);
  const rows = unnest(values.slice(1, 27), NAMES.rows);
  for (const row of rows) append(tx, { ...row, ...decoded(row), accepted_at });
  const opened = unnest(values.slice(27, 32), NAMES.heads);
  for (const row of opened)
    tx.insert('inventory_stock_on_hand', keyOf(row['seller_id'], row['sku']), withDigest(row));
  const moved = unnest(values.slice(32, 38), [...NAMES.heads, 'from_version']).filter((row) => {
    const key = keyOf(row['seller_id'], row['sku']);
    const { from_version, ...next } = row;
    if (tx.get('inventory_stock_on_hand', key)?.['version'] !== from_version) return false;
    tx.put('inventory_stock_on_hand', key, withDigest(next));
    return true;
  });
  const buckets = unnest(values.slice(38, 44), NAMES.buckets);
  for (const row of buckets) putBucket(tx, row);
  return [{ appended: rows.length, heads: opened.length + moved.length, buckets: buckets.length }];
}

/** The rows of these events that exist. Facts are jsonb: a copy, so the caller cannot change the row. */
function storedIn(
  tx: Transaction,
  table: string,
  [sellers, events]: readonly unknown[],
  kinds: readonly string[],
): Row[] {
  return unnest([sellers, events], ['seller_id', 'event_id']).flatMap(({ seller_id, event_id }) =>
    kinds.flatMap((kind) => {
      const row = tx.get(table, keyOf(kind, seller_id, event_id));
      if (row === undefined) return [];
      return [
        {
          ...row,
          event_time: instant(row['event_time']),
          ...(typeof row['facts'] === 'string' ? { facts: JSON.parse(row['facts']) as unknown } : {}),
        },
      ];
    }),
  );
}

/** Two unique keys: the event of a seller and a kind of source, and the version of an offer. */
function append(tx: Transaction, row: Row): void {
  const event = eventKey(row);
  if (tx.get('event', event) !== undefined) throw uniqueViolation(`event ${event}`);
  tx.insert('inventory_transaction', keyOf(row['seller_id'], row['sku'], row['version']), row);
  tx.put('event', event, row);
}

function putBucket(tx: Transaction, row: Row): void {
  if ((row['quantity'] as number) < 0) throw checkViolation('a bucket below zero');
  const key = keyOf(row['seller_id'], row['sku'], row['bucket_type'], row['location_id']);
  tx.put('inventory_bucket', key, {
    ...row,
    counted_at: row['counted_at'] === null ? null : instant(row['counted_at']),
  });
}

function decoded(row: Row): Row {
  const { event_time, request_hash, previous_digest, chain_digest } = row;
  return {
    event_time: instant(event_time),
    request_hash: hexOf(request_hash),
    previous_digest: hexOf(previous_digest),
    chain_digest: hexOf(chain_digest),
  };
}

function withDigest(row: Row): Row {
  return { ...row, chain_digest: hexOf(row['chain_digest']) };
}
