import { instant, type StatementModels, unnest } from '../postgres/statement.js';
import { checkViolation } from '../postgres/sql-error.js';
import { keyOf, type Row, type Transaction } from '../postgres/tables.js';
import { POSITION_STATEMENTS } from './positions.js';

const OFFERS = 'offer_availability';
const PLACES = 'offer_location_availability';
const COLUMNS = [
  'seller_id',
  'sku',
  'version',
  'revision',
  'stock_on_hand',
  'sellable',
  'reserved',
  'damaged',
  'return_to_vendor',
  'event_time',
  'newest_event_time',
  'accepted_at',
  'status',
  'expected_version',
  'found_version',
  'changed_offset',
  'traceparent',
  'recovery_id',
];
const COUNTS = ['received', 'applied', 'late', 'duplicate', 'anomalous'];

const offerKeyOf = (row: Row): string => keyOf(row['sku'], row['seller_id']);

function withPlaces(tx: Transaction, row: Row): Row {
  const places = tx.rows(PLACES).filter((place) => offerKeyOf(place) === offerKeyOf(row));
  return {
    ...row,
    locations: places.length === 0 ? null : places.map((place) => [place['location_id'], place['sellable']]),
  };
}

/** The fold's and the publisher's statements on the view's database. */
const FOLD_STATEMENTS: StatementModels = {
  'read-functions': { run: (tx) => tx.rows('projection_function') },
  'read-view': {
    run: (tx, [sellers, skus]) =>
      unnest([sellers, skus], ['seller_id', 'sku']).flatMap((asked) => {
        const row = tx.get(OFFERS, offerKeyOf(asked));
        return row === undefined ? [] : [withPlaces(tx, row)];
      }),
  },
  'write-view': {
    run: (tx, [partition, ...values]) =>
      unnest(values, COLUMNS).map((row) => {
        const times = {
          event_time: instant(row['event_time']),
          newest_event_time: instant(row['newest_event_time']),
          accepted_at: instant(row['accepted_at']),
        };
        const before = tx.get(OFFERS, offerKeyOf(row)) ?? { confidence: null, verified_at: null };
        tx.put(OFFERS, offerKeyOf(row), {
          ...before,
          ...row,
          ...times,
          partition: before['partition'] ?? partition,
        });
        return {};
      }),
  },
  'write-locations': {
    run: (tx, values) =>
      unnest(values, ['seller_id', 'sku', 'location_id', 'sellable']).map((row) => {
        tx.put(PLACES, keyOf(row['sku'], row['seller_id'], row['location_id']), row);
        return {};
      }),
  },
  'write-anomalies': {
    run: (tx, [source_topic, source_partition, ...values]) =>
      unnest(values, ['source_offset', 'kind', 'seller_id', 'sku']).map((row) => {
        const key = keyOf(
          source_topic,
          source_partition,
          row['source_offset'],
          tx.rows('projection_anomaly').length,
        );
        tx.insert('projection_anomaly', key, { ...row, source_topic, source_partition });
        return {};
      }),
  },
  'count-fold': {
    run(tx, [topic, partition, ...counts]) {
      const key = keyOf(topic, partition);
      const before = tx.get('projection_accounting', key);
      const row = Object.fromEntries(
        COUNTS.map((name, index) => [
          name,
          ((before?.[name] as number | undefined) ?? 0) + (counts[index] as number),
        ]),
      ) as Record<string, number>;
      const parts = (row['applied'] ?? 0) + (row['duplicate'] ?? 0) + (row['anomalous'] ?? 0);
      if (row['received'] !== parts) throw checkViolation('the accounting of the fold does not close');
      tx.put('projection_accounting', key, { topic, partition, ...row });
      return [{}];
    },
  },
  'write-fingerprint': {
    run(tx, [topic, fingerprint]) {
      const key = keyOf(topic, fingerprint);
      if (tx.get('schema_fingerprint', key) === undefined)
        tx.insert('schema_fingerprint', key, { topic, fingerprint });
      return [];
    },
  },
  'claim-published': {
    locks: ([topic, partition]) => [`published/${keyOf(topic, partition)}`],
    run(tx, [topic, partition, epoch]) {
      const key = keyOf(topic, partition);
      const before = tx.get('published_position', key);
      if (before !== undefined && (before['epoch'] as number) > (epoch as number)) return [];
      const published_offset = before?.['published_offset'] ?? 0;
      tx.put('published_position', key, { topic, partition, epoch, published_offset });
      return [{ published_offset }];
    },
  },
  'advance-published': {
    locks: ([topic, partition]) => [`published/${keyOf(topic, partition)}`],
    run(tx, [topic, partition, epoch, to]) {
      const key = keyOf(topic, partition);
      const row = tx.get('published_position', key);
      if (row?.['epoch'] !== epoch || (row?.['published_offset'] as number) > (to as number)) return [];
      tx.put('published_position', key, { ...row, published_offset: to });
      return [{}];
    },
  },
  'read-unpublished': { run: readUnpublished },
};

function readUnpublished(
  tx: Transaction,
  [partition, from, offset, sku, seller, limit]: readonly unknown[],
): Row[] {
  const places = (row: Row): [number, string, string] => [
    row['changed_offset'] as number,
    row['sku'] as string,
    row['seller_id'] as string,
  ];
  const after: [number, string, string] = [offset as number, sku as string, seller as string];
  return tx
    .rows(OFFERS)
    .filter((row) => row['partition'] === partition && (row['changed_offset'] as number) >= (from as number))
    .filter((row) => (row['version'] as number) > 0 && compare(places(row), after) > 0)
    .sort((a, b) => compare(places(a), places(b)))
    .slice(0, limit as number)
    .map((row) => withPlaces(tx, row));
}

/** As PostgreSQL compares rows under COLLATE "C": by bytes. */
function compare(a: readonly [number, string, string], b: readonly [number, string, string]): number {
  if (a[0] !== b[0]) return a[0] - b[0];
  return Buffer.compare(Buffer.from(`${a[1]}\u0000${a[2]}`), Buffer.from(`${b[1]}\u0000${b[2]}`));
}

/** The statements of repairs. */
const REPAIR_STATEMENTS: StatementModels = {
  'hold-rows': {
    locks: ([sellers, skus]) =>
      unnest([sellers, skus], ['seller_id', 'sku']).map((row) => `offer/${offerKeyOf(row)}`),
    run: (tx, [sellers, skus]) =>
      unnest([sellers, skus], ['seller_id', 'sku']).flatMap((asked) => {
        const row = tx.get(OFFERS, offerKeyOf(asked));
        return row === undefined ? [] : [row];
      }),
  },
  'known-outcomes': {
    run: (tx, [ids]) =>
      (ids as readonly string[]).flatMap((id) =>
        [tx.get('repair_outcome', id)].filter((row) => row !== undefined),
      ),
  },
  'remove-offers': {
    run(tx, [sellers, skus]) {
      const asked = new Set(unnest([sellers, skus], ['seller_id', 'sku']).map(offerKeyOf));
      for (const key of asked) tx.remove(OFFERS, key);
      for (const place of tx.rows(PLACES).filter((row) => asked.has(offerKeyOf(row)))) {
        tx.remove(PLACES, keyOf(place['sku'], place['seller_id'], place['location_id']));
      }
      return [];
    },
  },
  'write-outcomes': {
    run: (tx, [partition, ...values]) =>
      unnest(values, ['repair_id', 'recovery_id', 'seller_id', 'sku', 'outcome', 'removed', 'published']).map(
        (row) => {
          tx.insert('repair_outcome', String(row['repair_id']), { ...row, partition });
          return {};
        },
      ),
  },
  'unpublished-removals': {
    run: (tx, [partition]) =>
      tx
        .rows('repair_outcome')
        .filter(
          (row) => row['partition'] === partition && row['published'] === false && row['removed'] === true,
        ),
  },
  'mark-outcomes-published': {
    run: (tx, [partition]) =>
      tx
        .rows('repair_outcome')
        .filter((row) => row['partition'] === partition && row['published'] === false)
        .map((row) => {
          tx.put('repair_outcome', String(row['repair_id']), { ...row, published: true });
          return {};
        }),
  },
  'write-confidence': {
    run(tx, [sellers, skus, confidence, verified_at]) {
      const at = new Date(verified_at as string);
      for (const asked of unnest([sellers, skus], ['seller_id', 'sku'])) {
        const row = tx.get(OFFERS, offerKeyOf(asked));
        const before = row?.['verified_at'] as Date | null | undefined;
        if (row === undefined || (before && before > at)) continue;
        tx.put(OFFERS, offerKeyOf(asked), { ...row, confidence, verified_at: at });
      }
      return [];
    },
  },
};

/** The projection's statements on its database. */
export const VIEW_STATEMENTS: StatementModels = {
  ...POSITION_STATEMENTS,
  ...FOLD_STATEMENTS,
  ...REPAIR_STATEMENTS,
};
