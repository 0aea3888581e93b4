import { offerKey, offerOfKey } from '@stockproof/events';
import {
  bucketKey,
  type BucketState,
  initialOffer,
  type OfferState,
  type LaterRow,
  type SignedHead,
} from '@stockproof/ledger';
import { BoundClient, safeTypeParser } from '@stockproof/postgres';
import type { OfferName } from '@stockproof/verification';
import { readMovementsSince } from '../../../apps/command-handler/src/apply-batch/sql/later-movements.js';
import type { RestoredPosition } from '../../../apps/command-handler/src/put-back/sql/restored-positions.js';

const HEADS_SQL = `
  SELECT seller_id, sku, stock_on_hand, version, encode(chain_digest, 'hex') AS chain_digest FROM inventory_stock_on_hand`;
const BUCKETS_SQL = `
  SELECT seller_id, sku, bucket_type, location_id, quantity, counted_at FROM inventory_bucket`;
// The newest head of an offer that is signed, by a record or a checkpoint.
const SIGNED_SQL = `
  SELECT DISTINCT ON (seller_id, sku) seller_id, sku, version, chain_digest FROM signed_stream_head
  WHERE chain = 'ledger' AND source <> 'untrusted' ORDER BY seller_id, sku, version DESC`;

const GROUP_POSITIONS_SQL = `
  SELECT topic, partition, next_offset FROM consumer_position WHERE consumer_group = $1`;
const PUT_BACK_SQL = 'SELECT EXISTS (SELECT FROM repair_outcome WHERE recovery_id = $1) AS is_put_back';

/** The databases that are read, by name, with the superuser's login. */
export type DatabaseUrls = Readonly<Record<string, string>>;

/** The ledger as a restore left it, in memory: its offers by offerKey, and its positions. */
export interface RestoredLedger {
  readonly states: ReadonlyMap<string, OfferState>;
  readonly nextOffset: (topic: string, partition: number) => number;
  readonly positions: readonly RestoredPosition[];
}

/** Reads heads, buckets and positions in one snapshot. */
export async function readRestored(client: BoundClient): Promise<RestoredLedger> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const heads = await client.query<OfferName & Omit<OfferState, 'buckets'>>(HEADS_SQL);
  const buckets = await client.query<
    OfferName & Omit<BucketState, 'counted_at_ms'> & { counted_at: Date | null }
  >(BUCKETS_SQL);
  const positions = await client.query<RestoredPosition>(GROUP_POSITIONS_SQL, ['command-handler']);
  await client.query('COMMIT');
  const states = new Map<string, OfferState & { readonly buckets: Map<string, BucketState> }>();
  for (const { seller_id, sku, ...head } of heads.rows)
    states.set(offerKey(seller_id, sku), { ...head, buckets: new Map() });
  for (const { seller_id, sku, counted_at, ...bucket } of buckets.rows)
    states.get(offerKey(seller_id, sku))?.buckets.set(bucketKey(bucket.bucket_type, bucket.location_id), {
      ...bucket,
      counted_at_ms: counted_at?.getTime() ?? null,
    });
  const next = new Map(positions.rows.map((at) => [`${at.topic}/${at.partition}`, at.next_offset]));
  const nextOffset = (topic: string, partition: number): number => next.get(`${topic}/${partition}`) ?? 0;
  return { states, nextOffset, positions: positions.rows };
}

/** The state of an offer in the restored ledger; that before its first row if it has none. */
export function restoredState({ states }: RestoredLedger, { seller_id, sku }: OfferName): OfferState {
  return states.get(offerKey(seller_id, sku)) ?? initialOffer();
}

/** Reads the movements of these offers that happened last, which late counts keep; by offerKey. */
export function readLater(
  client: BoundClient,
  offers: readonly string[],
): Promise<ReadonlyMap<string, readonly LaterRow[]>> {
  return readMovementsSince(
    client,
    offers.map((key) => ({ ...offerOfKey(key), since: '-infinity' })),
  );
}

/** Reads the newest signed head of each offer, by offerKey, from recovery's records. */
export async function readSigned(client: BoundClient): Promise<ReadonlyMap<string, SignedHead & OfferName>> {
  const { rows } = await client.query<SignedHead & OfferName>(SIGNED_SQL);
  return new Map(rows.map((head) => [offerKey(head.seller_id, head.sku), head]));
}

/** Reads the stored offsets of a group. */
export async function offsetsOfGroup(
  database_url: string | undefined,
  consumer_group: string,
): Promise<readonly RestoredPosition[]> {
  return withClient(
    database_url,
    async (client) => (await client.query<RestoredPosition>(GROUP_POSITIONS_SQL, [consumer_group])).rows,
  );
}

/** Whether rows were put back under a run. */
export async function isPutBack(databases: DatabaseUrls, recovery_id: string): Promise<boolean> {
  return withClient(databases['inventory'], async (client) => {
    const { rows } = await client.query<{ is_put_back: boolean }>(PUT_BACK_SQL, [recovery_id]);
    return rows[0]?.is_put_back === true;
  });
}

/** Connects for this work. Numbers are read as the services read them. */
export async function withClient<T>(
  url: string | undefined,
  work: (client: BoundClient) => Promise<T>,
): Promise<T> {
  const client = new BoundClient({ connectionString: url ?? '', types: { getTypeParser: safeTypeParser } });
  await client.connect();
  return work(client).finally(() => client.end());
}
