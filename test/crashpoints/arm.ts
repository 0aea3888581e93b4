import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Armed } from '@stockproof/failpoints';
import { askControl, readRuntime } from '@stockproof/embedded';
import { eventually, type RunningStack } from '@stockproof/testing';

const REACHED_WITHIN_MS = 90_000;
/**
 * Longer than the interval in which a recovery renews its lease, shorter than the time after which a consumer
 * loses its partitions.
 */
const HANGS_MS = 4_000;

/** The file in which the services look for an armed failpoint. */
function fileOf({ home }: RunningStack): string {
  return process.env['STOCKPROOF_FAILPOINT_FILE'] ?? `${home}/failpoint.json`;
}

/** Arms a failpoint for the services. */
export function arm(stack: RunningStack, armed: Armed): void {
  if (armed.action === 'hang') writeFileSync(`${fileOf(stack)}.hanging`, '');
  writeFileSync(fileOf(stack), JSON.stringify(armed));
}

/**
 * Waits until a service has reached the failpoint, and ends the fault: a killed service starts, one that
 * hangs continues.
 */
export async function met(stack: RunningStack, armed: Armed): Promise<void> {
  await eventually(async () => {
    if (existsSync(fileOf(stack))) throw new Error(`nobody came to ${armed.name}`);
    return Promise.resolve();
  }, REACHED_WITHIN_MS);
  if (armed.action === 'hang') await passed(HANGS_MS);
  disarm(stack);
  if (armed.action === 'kill') await startWhatDied(stack);
}

/** The supervisor would restart it with a growing delay; here the next kill follows soon. */
async function startWhatDied({ home, control_socket }: RunningStack): Promise<void> {
  const dead = await eventually(() => {
    const parts = Object.entries(readRuntime(join(home, 'runtime.json'))?.parts ?? {}).filter(
      ([, { state }]) => state !== 'running',
    );
    return parts.length === 0
      ? Promise.reject(new Error('nobody died yet'))
      : Promise.resolve(parts.map(([part]) => part));
  });
  await Promise.all(dead.map((part) => askControl(control_socket, part, 'start').catch(() => undefined)));
}

export function disarm(stack: RunningStack): void {
  for (const file of [fileOf(stack), `${fileOf(stack)}.hanging`]) rmSync(file, { force: true });
}

/** Not a wait for an event, but the length of the fault itself. */
function passed(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
