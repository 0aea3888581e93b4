import { type AppendedRow, LEDGER_COLUMNS } from '@stockproof/events';
import type { BucketState } from '@stockproof/ledger';
import {
  arraysOf,
  columnNames,
  type Queryable,
  type RowColumn,
  timestamp,
  unnestEach,
} from '@stockproof/postgres';
import type { BatchEffects, MovedOffer } from '../effects.js';
import { orStale, StaleDecisionError } from '../stale-decision.js';

/** The ledger's columns but `accepted_at`, which is one for the whole batch. */
const ROW: readonly RowColumn<AppendedRow>[] = LEDGER_COLUMNS.filter(
  ({ name }) => name !== 'accepted_at',
).map(({ name, type, field }) => ({ name, type, of: (row) => row[field] }));

const HEAD: readonly RowColumn<MovedOffer>[] = [
  { name: 'seller_id', type: 'text', of: (offer) => offer.seller_id },
  { name: 'sku', type: 'text', of: (offer) => offer.sku },
  { name: 'stock_on_hand', type: 'bigint', of: (offer) => offer.state.stock_on_hand },
  { name: 'version', type: 'bigint', of: (offer) => offer.state.version },
  { name: 'chain_digest', type: 'bytea', of: (offer) => offer.state.chain_digest },
];

const MOVED_HEAD: readonly RowColumn<MovedOffer>[] = [
  ...HEAD,
  { name: 'from_version', type: 'bigint', of: (offer) => offer.from_version },
];

interface ChangedBucket {
  readonly offer: MovedOffer;
  readonly bucket: BucketState;
}

const BUCKET: readonly RowColumn<ChangedBucket>[] = [
  { name: 'seller_id', type: 'text', of: ({ offer }) => offer.seller_id },
  { name: 'sku', type: 'text', of: ({ offer }) => offer.sku },
  { name: 'bucket_type', type: 'text', of: ({ bucket }) => bucket.bucket_type },
  { name: 'location_id', type: 'text', of: ({ bucket }) => bucket.location_id },
  { name: 'quantity', type: 'bigint', of: ({ bucket }) => bucket.quantity },
  { name: 'counted_at', type: 'timestamptz', of: ({ bucket }) => bucket.counted_at_ms },
];

// $1 is the time of the batch. The order here is that of `values` below.
const { row, new_offer, offer, stock } = unnestEach(2, {
  row: ROW,
  new_offer: HEAD,
  offer: MOVED_HEAD,
  stock: BUCKET,
});

// One statement for ledger, heads and buckets, so a batch is one round trip whatever its size. A head
// changes only from the version of the decision; the counts show whether all did. An insert of an existing
// row fails by its unique key: ON CONFLICT would look up each key twice (63 ms a batch instead of 57).
const SQL = `
  WITH appended AS (
    INSERT INTO inventory_transaction (accepted_at, ${columnNames(ROW)})
    SELECT $1::timestamptz, ${columnNames(ROW)} FROM ${row}
    RETURNING 1
  ), opened AS (
    INSERT INTO inventory_stock_on_hand (${columnNames(HEAD)}, updated_at)
    SELECT ${columnNames(HEAD)}, $1::timestamptz FROM ${new_offer}
    RETURNING 1
  ), moved AS (
    UPDATE inventory_stock_on_hand AS head
    SET stock_on_hand = offer.stock_on_hand, version = offer.version, chain_digest = offer.chain_digest,
        updated_at = $1::timestamptz
    FROM ${offer}
    WHERE head.seller_id = offer.seller_id AND head.sku = offer.sku AND head.version = offer.from_version
    RETURNING 1
  ), stocked AS (
    INSERT INTO inventory_bucket AS bucket (${columnNames(BUCKET)}, updated_at)
    SELECT ${columnNames(BUCKET)}, $1::timestamptz FROM ${stock}
    ON CONFLICT (seller_id, sku, bucket_type, location_id) DO UPDATE
      SET quantity = excluded.quantity, counted_at = excluded.counted_at, updated_at = excluded.updated_at
    RETURNING 1
  )
  SELECT (SELECT count(*) FROM appended) AS appended,
         (SELECT count(*) FROM opened) + (SELECT count(*) FROM moved) AS heads,
         (SELECT count(*) FROM stocked) AS buckets`;

type LedgerEffects = Pick<BatchEffects, 'accepted_at_ms' | 'appended' | 'moved'>;

/** Appends the rows and changes heads and buckets, all or none. Rejects with StaleDecisionError. */
export async function writeLedger(db: Queryable, effects: LedgerEffects): Promise<void> {
  const { appended, moved } = effects;
  if (appended.length === 0) return;
  const { rows } = await insert(db, effects);
  const [written] = rows;
  if (written?.appended !== appended.length || written.heads !== moved.length) {
    throw new StaleDecisionError(
      `wrote ${written?.appended} of ${appended.length} rows and ${written?.heads} of ${moved.length} heads`,
    );
  }
}

async function insert(
  db: Queryable,
  { appended, moved, accepted_at_ms }: LedgerEffects,
): Promise<{ rows: { appended: number; heads: number }[] }> {
  const query = {
    name: 'write-ledger',
    text: SQL,
    values: [
      timestamp(accepted_at_ms),
      ...arraysOf(ROW, appended),
      ...arraysOf(
        HEAD,
        moved.filter(({ from_version }) => from_version === 0),
      ),
      ...arraysOf(
        MOVED_HEAD,
        moved.filter(({ from_version }) => from_version > 0),
      ),
      ...arraysOf(BUCKET, changedBuckets(moved)),
    ],
  };
  return orStale(db.query<{ appended: number; heads: number }>(query), 'an event, a version or a new offer');
}

/** Only buckets that differ from what was read are written. */
function changedBuckets(offers: readonly MovedOffer[]): ChangedBucket[] {
  return offers.flatMap((offer) =>
    [...offer.state.buckets]
      .filter(([key, bucket]) => offer.before.buckets.get(key) !== bucket)
      .map(([, bucket]) => ({ offer, bucket })),
  );
}
