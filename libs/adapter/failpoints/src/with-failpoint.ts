import { existsSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { FailpointName } from './registry.js';

/**
 * What happens at a point, once. `hang` goes on when the file `<file>.hanging` is gone: late, like a process
 * that was stopped.
 */
export interface Armed {
  readonly name: FailpointName;
  /** within: everything is written, nothing is committed. */
  readonly when: 'before' | 'within' | 'after';
  readonly action: 'kill' | 'throw' | 'hang';
}

/** Fails like a connection that breaks: whoever writes does not know whether it was done. */
class FailpointError extends Error {
  override readonly name = 'FailpointError';
  readonly code = 'ECONNRESET';
}

const FILE = process.env['STOCKPROOF_FAILPOINT_FILE'] ?? '';
const POLL_INTERVAL_MS = 50;

/**
 * Runs an awaited write between its two points. Without STOCKPROOF_FAILPOINT_FILE it is the write and nothing
 * else.
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

/** Stands at one point; for what is written in several steps, of which only the last counts. */
export async function hitFailpoint(name: FailpointName, when: Armed['when']): Promise<void> {
  if (FILE === '') return;
  const armed = read();
  if (armed?.name !== name || armed.when !== when) return;
  // Taken away first, so that whoever starts again does not meet it again; and so a test sees that it was
  // reached.
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
