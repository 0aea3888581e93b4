import type { Random } from '@stockproof/workload';
import { keyOf, type Row } from '../postgres/tables.js';
import type { World } from './world.js';

const TOO_MANY = 1_000;
const MAX_UNITS = 1_000_000;

/** An offer, and the sellable units at one location according to its ledger. */
export interface Counted {
  readonly seller_id: string;
  readonly sku: string;
  readonly location_id: string;
  readonly units: number;
}

/** An offer whose stock tables are raised consistently; null if there is no candidate. */
export function inflate({ stage }: World, random: Random): Counted | null {
  const { tables } = stage.databases.ledger;
  const buckets = [...tables.table('inventory_bucket')].filter(
    ([, row]) => row['bucket_type'] === 'sellable' && (row['quantity'] as number) < MAX_UNITS,
  );
  if (buckets.length === 0) return null;
  const [key, bucket] = random.pick(buckets);
  const headKey = keyOf(bucket['seller_id'], bucket['sku']);
  const head = tables.table('inventory_stock_on_hand').get(headKey) as Row;
  if ((head['stock_on_hand'] as number) > MAX_UNITS) return null;
  stage.databases.ledger.byHand((tx) => {
    tx.put('inventory_bucket', key, { ...bucket, quantity: (bucket['quantity'] as number) + TOO_MANY });
    tx.put('inventory_stock_on_hand', headKey, {
      ...head,
      stock_on_hand: (head['stock_on_hand'] as number) + TOO_MANY,
    });
  });
  return {
    seller_id: String(bucket['seller_id']),
    sku: String(bucket['sku']),
    location_id: String(bucket['location_id']),
    units: Number(bucket['quantity']),
  };
}

/**
 * Its seller and an order move the offer by amounts that are valid in both states, so the command handler
 * caches the wrong one.
 */
export async function moveWhatIsWrong(world: World, offer: Counted): Promise<void> {
  await world.renewCommandHandlers();
  await post(world, 'in', { ...placeOf(offer), operation: 'I', quantity: 1 });
  await world.orders.hold('r-while-wrong', { ...placeOf(offer), quantity: 1 });
  await world.rest();
}

/**
 * Its seller and an order request more than there is and less than the corrupted tables said; then all there
 * is.
 */
export async function moveWhatIsRight(world: World, offer: Counted): Promise<void> {
  const there = offer.units + 1;
  await post(world, 'more', { ...placeOf(offer), operation: 'D', quantity: there + 1 });
  await world.orders.hold('r-after-repair', { ...placeOf(offer), quantity: there + 1 });
  await post(world, 'all', { ...placeOf(offer), operation: 'D', quantity: there });
  await world.rest();
}

function placeOf({ seller_id, sku, location_id }: Counted): Omit<Counted, 'units'> {
  return { seller_id, sku, location_id };
}

function post(
  { sellers, stage }: World,
  name: string,
  body: Omit<Counted, 'units'> & { readonly operation: string; readonly quantity: number },
): Promise<void> {
  const event = {
    ...body,
    schema_version: 2,
    event_id: `beside-repair-${name}`,
    event_time: new Date(stage.time.clock_ms).toISOString(),
  };
  return sellers.postNow([{ kind: 'fresh', seller_id: body.seller_id, body: event }]);
}
