import { existsSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { FailpointName } from './registry.js';

/**
 * An armed failpoint; it fires once. `hang` continues when the file `<file>.hanging` is removed, like a
 * process that was stopped and resumed.
 */
export interface Armed {
  readonly name: FailpointName;
  /** within: everything is written, nothing is committed. */
  readonly when: 'before' | 'within' | 'after';
  readonly action: 'kill' | 'throw' | 'hang';
}

/** Looks like a broken connection: the writer does not know whether the write was done. */
class FailpointError extends Error {
  override readonly name = 'FailpointError';
  readonly code = 'ECONNRESET';
}

const FILE = process.env['STOCKPROOF_FAILPOINT_FILE'] ?? '';
const POLL_INTERVAL_MS = 50;

/**
 * Runs an awaited write and fires an armed failpoint before or after it. Without STOCKPROOF_FAILPOINT_FILE it
 * only runs the write. Rejects as the write does.
 */
export function withFailpoint<T>(name: FailpointName, write: () => Promise<T>): Promise<T> {
  return FILE === '' ? write() : crossed(name, write);
}

async function crossed<T>(name: FailpointName, write: () => Promise<T>): Promise<T> {
  await hitFailpoint(name, 'before');
  const result = await write();
  await hitFailpoint(name, 'after');
  return result;
}

/** Fires an armed failpoint at one place, for writes of several steps of which only the last one counts. */
export async function hitFailpoint(name: FailpointName, when: Armed['when']): Promise<void> {
  if (FILE === '') return;
  const armed = read();
  if (armed?.name !== name || armed.when !== when) return;
  // Removed first, so that a restarted process does not hit it again, and a test sees that it was hit.
  rmSync(FILE, { force: true });
  if (armed.action === 'kill') process.kill(process.pid, 'SIGKILL');
  if (armed.action === 'throw') throw new FailpointError(`the connection broke ${when} ${name}, as asked`);
  while (existsSync(`${FILE}.hanging`)) await delay(POLL_INTERVAL_MS);
}

function read(): Armed | null {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8')) as Armed;
  } catch {
    return null;
  }
}
