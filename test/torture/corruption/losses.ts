import { askControl } from '@stockproof/embedded';
import { skuPartition, TOPICS } from '@stockproof/events';
import {
  eventually,
  forgetOffsets,
  queryDatabase,
  recover,
  type RunningStack,
  runningStack,
  type Seller,
  testBroker,
} from '@stockproof/testing';
import { stockproof } from '../../stack/instance.js';
import { type Corruption, quietOffer } from './corrupt.js';

const SLOT = 'debezium_inventory_slot';
const PROJECTION = 'availability-projection';
const PATIENCE_MS = 60_000;
const TRIES = 4;
/** Everything, under load: a run verifies and repairs until no check fails. */
const REPAIR_WITHIN_MS = 400_000;

/** A way to lose a part of a history that a consumer had not read. Rejects if it could not be done. */
export interface Loss {
  readonly what: string;
  lose(stack: RunningStack, poster: Seller, sku: string): Promise<void>;
}

/** The connector's slot, dropped and created again: what was written in between is never captured. */
const SLOT_DROPPED: Loss = {
  what: 'the slot is dropped and made again',
  lose: async (stack, poster, sku) => {
    await askControl(stack.control_socket, 'connect', 'stop');
    await update(poster, sku);
    await eventually(async () => {
      await queryDatabase(stack, 'inventory', `SELECT pg_drop_replication_slot('${SLOT}')`);
    }, PATIENCE_MS);
    await queryDatabase(
      stack,
      'inventory',
      `SELECT pg_create_logical_replication_slot('${SLOT}', 'pgoutput')`,
    );
    await askControl(stack.control_socket, 'connect', 'start');
    await forgetOffsets(stack);
  },
};

/**
 * CDC events that the projection has not read are deleted. It must end, and not continue before an operator
 * accepts the loss.
 */
const RETENTION_PASSED: Loss = {
  what: 'retention passes a stopped projection',
  lose: async (stack, poster, sku) => {
    const partition = skuPartition(sku, 8);
    await askControl(stack.control_socket, PROJECTION, 'stop');
    const before = await positionOf(stack, partition);
    await update(poster, sku);
    await deleteWhatIsBehind(stack, partition, before);
    await askControl(stack.control_socket, PROJECTION, 'start').catch(() => undefined);
    await eventually(() => {
      if (runningStack(stack.home).parts[PROJECTION]?.last_exit?.includes('exit 1') !== true)
        throw new Error('it goes on');
      return Promise.resolve();
    }, PATIENCE_MS);
    if ((await positionOf(stack, partition)) !== before)
      throw new Error('the projection skipped what was deleted');
    await askControl(stack.control_socket, PROJECTION, 'stop').catch(() => undefined);
    await stockproof(
      { STOCKPROOF_HOME: stack.home },
      'accept-lost-history',
      '--reason',
      'retention passed it',
    );
    await askControl(stack.control_socket, PROJECTION, 'start');
  },
};

export const LOSSES: readonly Loss[] = [SLOT_DROPPED, RETENTION_PASSED];

/**
 * Loses an update of an offer with no other traffic, together with other updates of that time; a check must
 * report it, and a repair of everything must correct it.
 */
export async function loseAndRecover(
  stack: RunningStack,
  poster: Seller,
  { what, lose }: Loss,
): Promise<Corruption | null> {
  const sku = await quietOffer(stack, poster, 'inventory-availability-projection').catch(() => null);
  if (sku === null) return null;
  await lose(stack, poster, sku);
  const found = await recover(stack, { scope: { type: 'by_sku', skus: [sku] } });
  let repaired = false;
  for (let tries = 0; tries < TRIES && !repaired; tries += 1) {
    const said = [];
    for (const contract of ['inventory-availability-projection', 'reservation-view']) {
      said.push(
        (await recover(stack, { contract, scope: { type: 'all' }, mode: 'repair' }, REPAIR_WITHIN_MS))
          .confidence_status,
      );
    }
    repaired = said.every((one) => one === 'trusted');
  }
  return { what, noticed: found.confidence_status !== 'trusted', repaired };
}

async function update(poster: Seller, sku: string): Promise<void> {
  const event = {
    event_id: `${sku}-lost`,
    sku,
    seller_id: poster.seller_id,
    operation: 'I',
    quantity: 1,
    event_time: new Date().toISOString(),
  };
  await eventually(async () => {
    await poster.post(event);
    if ((await poster.outcome(event.event_id)).status !== 200) throw new Error('not decided yet');
  }, PATIENCE_MS);
}

async function positionOf(stack: RunningStack, partition: number): Promise<number> {
  const [row] = await queryDatabase<{ next_offset: number }>(
    stack,
    'availability',
    `
    SELECT next_offset::int FROM consumer_position WHERE consumer_group = '${PROJECTION}' AND topic = '${TOPICS.ledgerChanges}' AND partition = $1`,
    [partition],
  );
  return row?.next_offset ?? 0;
}

/** Everything that the reservation service has read already, so that only the projection loses events. */
async function deleteWhatIsBehind(stack: RunningStack, partition: number, position: number): Promise<void> {
  const admin = await testBroker(stack).admin();
  try {
    const read = await eventually(async () => {
      const committed = (await admin.committed('reservation', TOPICS.ledgerChanges)).get(partition) ?? 0;
      if (committed <= position + 1) throw new Error('not captured yet');
      return committed;
    }, PATIENCE_MS);
    await admin.deleteBefore(TOPICS.ledgerChanges, new Map([[partition, read]]));
  } finally {
    await admin.close();
  }
}
