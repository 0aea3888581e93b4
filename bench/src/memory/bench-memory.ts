import { TOPICS } from '@stockproof/events';
import { askControl } from '@stockproof/embedded';
import { BoundClient } from '@stockproof/postgres';
import { eventually, type RunningStack, testBroker } from '@stockproof/testing';
import { redelivered, sendBacklog } from './backlog.js';
import { catchUp, type MemoryRow } from '../resources/catch-up.js';
import { ledgerFault, ledgerNow, numberOf, viewFault } from './checks.js';
import { requestReservations, RESERVATIONS, stockForReservations, unheldFault } from './held-lines.js';
import { type Databases, withDatabases } from '../pipeline/run-whole.js';

const PARTITIONS = 8;
const RECEIVED = 'SELECT coalesce(sum(received), 0) AS number FROM accounting';
const POSITIONS = 'SELECT coalesce(sum(next_offset), 0) AS number FROM consumer_position WHERE topic IN';
const VERSIONS = 'SELECT coalesce(sum(version), 0) AS number FROM offer_availability';

/**
 * Builds a backlog for each service in turn, and measures the service's memory while it works it off: the
 * command handler's on the topic of updates, then the projection's and the reservation service's on the CDC
 * topic.
 */
export function benchMemory(stack: RunningStack, count: number): Promise<MemoryRow[]> {
  return withDatabases(stack, async (databases) => {
    const stop = (part: string) => askControl(stack.control_socket, part, 'stop');
    await stockForReservations(stack, databases.inventory);
    await stop('command-handler');
    await requestReservations(stack);
    await stop('availability-projection');
    await stop('reservation');
    await sendBacklog(stack, count);
    const handler = await handlerRow(stack, databases.inventory, count);
    const projection = await projectionRow(stack, databases);
    return [handler, projection, await reservationRow(stack)];
  });
}

async function handlerRow(stack: RunningStack, inventory: BoundClient, count: number): Promise<MemoryRow> {
  const before = await ledgerNow(inventory);
  const duplicates = redelivered(count);
  const read = await numberOf(inventory, `${POSITIONS} ('${TOPICS.updates}', '${TOPICS.stockCommands}')`);
  const waiting = (await endOf(TOPICS.updates)) + (await endOf(TOPICS.stockCommands)) - read;
  return catchUp(stack, 'command-handler', {
    count: () => numberOf(inventory, RECEIVED),
    to: (await numberOf(inventory, RECEIVED)) + waiting,
    fault: () => ledgerFault(inventory, before, { rows: count - duplicates + RESERVATIONS, duplicates }),
  });
}

/** Debezium has captured nearly all of it when it starts; the rest is too little to wait for. */
async function projectionRow(stack: RunningStack, databases: Databases): Promise<MemoryRow> {
  const { rows } = await ledgerNow(databases.inventory);
  await eventually(async () => {
    const present = await endOf(TOPICS.ledgerChanges);
    if (present < rows) throw new Error(`Debezium has sent ${present} of ${rows}`);
  }, 1_800_000);
  return catchUp(stack, 'availability-projection', {
    count: () => numberOf(databases.availability, VERSIONS),
    to: rows,
    fault: () => viewFault(databases),
  });
}

/** The service has caught up when its stored offsets equal the ends of the CDC topic. */
async function reservationRow(stack: RunningStack): Promise<MemoryRow> {
  const database = new BoundClient(stack.databases['reservation'] ?? '');
  await database.connect();
  try {
    return await catchUp(stack, 'reservation', {
      count: () => numberOf(database, `${POSITIONS} ('${TOPICS.ledgerChanges}')`),
      // Each partition ends with the marker of a transaction.
      to: (await endOf(TOPICS.ledgerChanges)) - PARTITIONS,
      fault: () => unheldFault(stack),
    });
  } finally {
    await database.end();
  }
}

/** Messages of a topic, including transaction markers. */
async function endOf(topic: string): Promise<number> {
  const admin = await testBroker().admin();
  try {
    const ends = await admin.offsets(topic);
    return [...ends.values()].reduce((sum, { high }) => sum + high, 0);
  } finally {
    await admin.close();
  }
}
