import { hash } from 'node:crypto';
import { sourceKind } from '@stockproof/ledger';
import type { StatementModels } from '../postgres/statement.js';
import { keyOf, type Row, type Transaction } from '../postgres/tables.js';
import type { InScope } from '../statements/scopes.js';

const ROWS = 'inventory_transaction';
const HEADS = 'inventory_stock_on_hand';
const NOTHING_BEFORE = '0'.repeat(64);
// The digest's columns, independent of CONTENT_COLUMNS on purpose.
const CONTENT = [
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
  'accepted_at',
  'schema_version',
  'request_hash',
  'reason',
  'reference',
  'correlation_id',
  'causation_id',
  'source_topic',
  'source_partition',
  'source_offset',
];

const offer = (row: Row): string => keyOf(row['seller_id'], row['sku']);
const versionOf = (row: Row): number => row['version'] as number;
const inScope = (tx: Transaction, table: string, scope: unknown): Row[] =>
  tx.rows(table).filter(scope as InScope);

function historiesIn(tx: Transaction, scope: unknown): Map<string, Row[]> {
  const byOffer = Map.groupBy(inScope(tx, ROWS, scope), offer);
  for (const rows of byOffer.values()) rows.sort((a, b) => versionOf(a) - versionOf(b));
  return byOffer;
}

const found = (row: Row, expected: unknown, what: unknown, version: number | null = null): Row => ({
  seller_id: row['seller_id'],
  sku: row['sku'],
  expected,
  found: what,
  first_differing_version: version,
});

interface Read {
  readonly line: string;
  readonly digest: string;
}

/** Rows never change, they are replaced: each is parsed once. */
const read = new WeakMap<Row, Read>();

/** A ledger row as COPY prints it, the input of its digest, and that digest. */
function readRow(row: Row): Read {
  const known = read.get(row);
  if (known !== undefined) return known;
  const content = CONTENT.map((name) => (row[name] instanceof Date ? row[name].getTime() : row[name]) ?? '');
  const line = [row['previous_digest'], 'stockproof.ledger.v1', ...content].join('\u001f');
  const made = { line, digest: hash('sha256', line, 'hex') };
  read.set(row, made);
  return made;
}

function brokenChains(tx: Transaction, scope: unknown): Row[] {
  const heads = new Map(inScope(tx, HEADS, scope).map((row) => [offer(row), row]));
  const wrong = [...historiesIn(tx, scope)].flatMap(([name, rows]) => {
    const by = new Map(rows.map((row) => [versionOf(row), row]));
    const bad = rows.find((row) => {
      const before = by.get(versionOf(row) - 1)?.['chain_digest'] ?? NOTHING_BEFORE;
      return readRow(row).digest !== row['chain_digest'] || row['previous_digest'] !== before;
    });
    if (bad !== undefined) return [found(bad, 'its digest', bad['chain_digest'], versionOf(bad))];
    const head = heads.get(name);
    const newest = head === undefined ? undefined : by.get(versionOf(head));
    return head === undefined || head['chain_digest'] === newest?.['chain_digest']
      ? []
      : [found(head, newest?.['chain_digest'] ?? null, head['chain_digest'], versionOf(head))];
  });
  const rowless = [...heads.values()].filter(
    (head) => tx.get(ROWS, keyOf(head['seller_id'], head['sku'], 1)) === undefined,
  );
  return [...wrong, ...rowless.map((head) => found(head, null, head['chain_digest'], versionOf(head)))];
}

function versionGaps(tx: Transaction, scope: unknown): Row[] {
  const histories = historiesIn(tx, scope);
  const heads = new Map(inScope(tx, HEADS, scope).map((row) => [offer(row), row]));
  return [...new Set([...histories.keys(), ...heads.keys()])].flatMap((name) => {
    const rows = histories.get(name) ?? [];
    const head = heads.get(name);
    const gap = rows.findIndex((row, index) => versionOf(row) !== index + 1);
    if (gap < 0 && head !== undefined && rows.length > 0 && versionOf(head) === rows.length) return [];
    return [
      found(
        head ?? (rows[0] as Row),
        head?.['version'] ?? 'a head row',
        `${rows.length} rows`,
        gap < 0 ? 1 : gap + 1,
      ),
    ];
  });
}

interface Sums {
  readonly units: Map<string, number>;
  readonly counted: Map<string, number>;
  readonly negative_at: number | null;
}

function sumsOf(rows: readonly Row[]): Sums {
  const units = new Map<string, number>();
  const counted = new Map<string, number>();
  let negative_at: number | null = null;
  for (const row of rows) {
    for (const [side, sign] of [
      ['from', -1],
      ['to', 1],
    ] as const) {
      if (row[`${side}_bucket`] === null) continue;
      const place = keyOf(row[`${side}_bucket`], row[`${side}_location`]);
      units.set(place, (units.get(place) ?? 0) + sign * (row['quantity'] as number));
      if ((units.get(place) ?? 0) < 0) negative_at ??= versionOf(row);
    }
    if (!['S', 'C'].includes(String(row['operation']))) continue;
    if (row['status'] === 'superseded') continue;
    const place = keyOf(row['to_bucket'] ?? row['from_bucket'], row['to_location'] ?? row['from_location']);
    const times = [row['event_time'], row['accepted_at']].map((time) => (time as Date).getTime());
    counted.set(place, Math.min(...times));
  }
  return { units, counted, negative_at };
}

function wrongBuckets(tx: Transaction, scope: unknown): Row[] {
  const histories = historiesIn(tx, scope);
  const stored = Map.groupBy(inScope(tx, 'inventory_bucket', scope), offer);
  return [...new Set([...histories.keys(), ...stored.keys()])].flatMap((name) => {
    const rows = histories.get(name) ?? [];
    const { units, counted } = sumsOf(rows);
    const buckets = new Map(
      (stored.get(name) ?? []).map((row) => [keyOf(row['bucket_type'], row['location_id']), row]),
    );
    const at = (place: string): string =>
      `${buckets.get(place)?.['quantity'] as number} ${(buckets.get(place)?.['counted_at'] as Date | null)?.getTime() ?? ''}`;
    const bad = [...new Set([...units.keys(), ...buckets.keys()])].find(
      (place) => at(place) !== `${units.get(place)} ${counted.get(place) ?? ''}`,
    );
    const [seller_id, sku] = name.split('\u001f');
    return bad === undefined ? [] : [found({ seller_id, sku }, `${bad} ${units.get(bad)}`, at(bad))];
  });
}

function wrongTotals(tx: Transaction, scope: unknown): Row[] {
  const histories = historiesIn(tx, scope);
  const heads = new Map(inScope(tx, HEADS, scope).map((row) => [offer(row), row]));
  return [...new Set([...histories.keys(), ...heads.keys()])].flatMap((name) => {
    const sum = histories.get(name)?.reduce((all, row) => all + (row['delta_quantity'] as number), 0);
    const head = heads.get(name);
    const [seller_id, sku] = name.split('\u001f');
    return head?.['stock_on_hand'] === sum
      ? []
      : [found({ seller_id, sku }, sum ?? null, head?.['stock_on_hand'] ?? null)];
  });
}

/** Recovery's reads of the ledger's database, each as its SQL defines it. */
export const LEDGER_CHECKS: StatementModels = {
  'find-broken-chains': { run: (tx, [scope]) => brokenChains(tx, scope) },
  'find-version-gaps': { run: (tx, [scope]) => versionGaps(tx, scope) },
  'find-wrong-buckets': { run: (tx, [scope]) => wrongBuckets(tx, scope) },
  'find-wrong-totals': { run: (tx, [scope]) => wrongTotals(tx, scope) },
  'find-negative-stock': {
    run: (tx, [scope]) =>
      [...historiesIn(tx, scope).values()].flatMap((rows) => {
        const { negative_at } = sumsOf(rows);
        return negative_at === null ? [] : [found(rows[0] as Row, '0 or more', 'less', negative_at)];
      }),
  },
  'find-changed-history': {
    run: (tx, [, sellers, skus, versions, digests]) =>
      (sellers as readonly string[]).flatMap((seller_id, index) => {
        const [sku, version, digest] = [skus, versions, digests].map(
          (column) => (column as readonly unknown[])[index],
        );
        const now = tx.get(ROWS, keyOf(seller_id, sku, version))?.['chain_digest'];
        return now === digest ? [] : [found({ seller_id, sku }, digest, now ?? null, version as number)];
      }),
  },
  'read-sources': {
    run: (tx, [scope]) =>
      [...historiesIn(tx, scope).values()].map((rows) => {
        const newest = (name: string): Date =>
          new Date(Math.max(...rows.map((row) => (row[name] as Date).getTime())));
        return {
          ...rows[0],
          version: Math.max(...rows.map(versionOf)),
          newest_event_time: newest('event_time'),
          newest_accepted_at: newest('accepted_at'),
        };
      }),
  },
  'copy-ledger': {
    run: (tx, [scope]) =>
      inScope(tx, ROWS, scope).map((row) => ({
        line: `${readRow(row).line}\u001f${String(row['chain_digest'])}\n`,
      })),
  },
  'read-barrier': { run: (tx, [scope]) => inScope(tx, HEADS, scope) },
  'write-barrier-heartbeat': {
    run: (tx, _values, { now_ms }) => {
      const kept_us = Number(tx.get('debezium_heartbeat', 'barrier')?.['beat_us'] ?? 0);
      const beat_us = Math.max(now_ms * 1_000, kept_us + 1);
      const micros = String(beat_us % 1_000_000).padStart(6, '0');
      const beat_at = `${new Date(Math.floor(beat_us / 1_000)).toISOString().slice(0, 19)}.${micros}Z`;
      tx.put('debezium_heartbeat', 'barrier', { connector: 'barrier', beat_at, beat_us });
      return [{ connector: 'barrier', beat_us }];
    },
  },
  'read-wal-position': {
    run: (_tx, _values, { wal_end, now_ms }) => [
      { wal_lsn: `0/${wal_end.toString(16)}`, taken_at: new Date(now_ms) },
    ],
  },
  'count-redeliveries': {
    run: (tx, [scope]) => [
      {
        duplicates: inScope(tx, ROWS, scope).reduce(
          (sum, row) =>
            sum +
            ((tx.get(
              'inventory_redelivery',
              keyOf(sourceKind(String(row['operation'])), row['seller_id'], row['event_id']),
            )?.['duplicates'] as number | undefined) ?? 0),
          0,
        ),
      },
    ],
  },
  'measure-radius': {
    run(tx, [scope]) {
      const heads = inScope(tx, HEADS, scope);
      const sellers = new Set(heads.map((row) => row['seller_id'])).size;
      return [{ offers: heads.length, sellers, events: heads.reduce((sum, row) => sum + versionOf(row), 0) }];
    },
  },
};

/** Recovery's reads of any owner's database: the results of its repairs. */
export const OUTCOME_CHECKS: StatementModels = {
  'read-outcomes': {
    run: (tx, [, ids]) =>
      (ids as readonly string[])
        .map((id) => tx.get('repair_outcome', id))
        .filter((row) => row !== undefined)
        .filter((row) => row['published'] !== false),
  },
  'count-applied': {
    run: (tx, [, recovery_id]) => [
      {
        applied: tx
          .rows('repair_outcome')
          .filter(
            (row) =>
              row['recovery_id'] === recovery_id && row['outcome'] === 'applied' && row['sku'] !== null,
          ).length,
      },
    ],
  },
};
