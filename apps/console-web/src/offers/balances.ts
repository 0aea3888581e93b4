import type { HistoryRow } from './offer-calls.js';

/** The buckets of an offer, as the API names them. */
export const BUCKETS = ['sellable', 'reserved', 'damaged', 'return_to_vendor'] as const;

/** How much is in each kind of bucket, over all locations. */
export type Balance = Readonly<Record<(typeof BUCKETS)[number], number>>;

/** A row with what is in the buckets after it. */
export interface BalancedRow {
  readonly row: HistoryRow;
  readonly after: Balance;
  /** Whether it follows the row before it: the next version, and that row's digest. */
  readonly follows: boolean;
}

const EMPTY: Balance = { sellable: 0, reserved: 0, damaged: 0, return_to_vendor: 0 };

/**
 * Adds the movements up, from version 1 on. Each row moves `quantity` from one bucket to another; a bucket that is
 * null is outside the warehouse. Pure.
 */
export function balancesOf(rows: readonly HistoryRow[]): readonly BalancedRow[] {
  let after = EMPTY;
  return rows.map((row, index) => {
    after = moved(moved(after, row.from_bucket, -row.quantity), row.to_bucket, row.quantity);
    const before = rows[index - 1];
    const follows =
      before === undefined
        ? row.version === 1
        : row.version === before.version + 1 && row.previous_digest === before.chain_digest;
    return { row, after, follows };
  });
}

function moved(balance: Balance, bucket: string | null, quantity: number): Balance {
  if (bucket === null || !(bucket in balance)) return balance;
  const name = bucket as keyof Balance;
  return { ...balance, [name]: balance[name] + quantity };
}

/** A sum over the locations of an offer's buckets. */
export function sumBuckets(
  buckets: readonly { readonly bucket_type: string; readonly quantity: number }[],
): Balance {
  return buckets.reduce((sum, { bucket_type, quantity }) => moved(sum, bucket_type, quantity), EMPTY);
}
