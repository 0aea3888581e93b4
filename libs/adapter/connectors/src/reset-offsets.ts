import { pollUntil } from '@stockproof/timing';
import type { Queryable } from '@stockproof/postgres';
import { connectorStates, forgetOffsets, resumeConnector, stopConnector } from './connect/connect-api.js';
import type { ConnectStatus } from './state/connector-facts.js';
import { CONNECTORS } from './connectors.js';
import { readSlots } from './sql/captured-server.js';

const STEP_WITHIN_MS = 60_000;
const EVERY_MS = 500;

/**
 * Where the offsets are reset. `onStep` is called after each completed step, with a phrase for the operator.
 */
export interface ResetOffsetsOptions {
  readonly connect_url: string;
  /** Connected to the captured database with a role that may create and drop slots. */
  readonly db: Queryable;
  readonly onStep: (step: string) => void;
}

/**
 * Restarts a connector at its slot, and creates a new slot if the old one is lost or missing. The changes
 * between its stored offset and its slot are not published; a recovery must find them, so only an operator
 * calls this. Rejects if a step fails; it can be repeated.
 */
export async function resetOffsets(
  name: string,
  { connect_url, db, onStep }: ResetOffsetsOptions,
): Promise<void> {
  const connector = CONNECTORS.find((known) => known.name === name);
  if (connector === undefined)
    throw new Error(`no connector ${name}; there are ${CONNECTORS.map((known) => known.name).join(', ')}`);
  await stopConnector(connect_url, name);
  await until(`${name} to stop`, async () => (await statusOf(connect_url, name)).tasks.length === 0);
  onStep('stopped');
  await requireSlot(connector.slot_name, db, onStep);
  await forgetOffsets(connect_url, name);
  onStep('stored offset deleted');
  await resumeConnector(connect_url, name);
  await until(
    `${name} to read its slot`,
    async () => (await slotOf(db, connector.slot_name))?.active === true,
  );
  onStep('resumed, and reads its slot');
}

async function requireSlot(slot_name: string, db: Queryable, onStep: (step: string) => void): Promise<void> {
  await until(
    `the reader of ${slot_name} to be gone`,
    async () => (await slotOf(db, slot_name))?.active !== true,
  );
  const slot = await slotOf(db, slot_name);
  if (slot !== undefined && slot.wal_status !== 'lost' && slot.invalidation_reason === null)
    return onStep(`slot ${slot_name} is kept`);
  if (slot !== undefined) await db.query('SELECT pg_drop_replication_slot($1)', [slot_name]);
  await db.query(`SELECT pg_create_logical_replication_slot($1, 'pgoutput')`, [slot_name]);
  onStep(`slot ${slot_name} made again: what was written before is not captured`);
}

async function slotOf(
  db: Queryable,
  slot_name: string,
): Promise<Awaited<ReturnType<typeof readSlots>>[number] | undefined> {
  return (await readSlots(db)).find((slot) => slot.slot_name === slot_name);
}

async function statusOf(connect_url: string, name: string): Promise<ConnectStatus> {
  const status = (await connectorStates(connect_url)).get(name);
  if (status === undefined) throw new Error(`Connect does not know ${name}: \`npm start\` registers it`);
  return status;
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const held = await pollUntil(holds, { within_ms: STEP_WITHIN_MS, every_ms: EVERY_MS });
  if (held === null) throw new Error(`waited ${STEP_WITHIN_MS / 1000} s for ${what} in vain`);
}
