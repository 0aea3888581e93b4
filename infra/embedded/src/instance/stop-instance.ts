import { rm } from 'node:fs/promises';
import { waitUntil } from '@stockproof/timing';
import type { Instance } from './instance.js';
import { endOrphans } from './orphans.js';
import { isAlive, readRuntime } from './runtime-file.js';

const STOP_WITHIN_MS = 120_000;

/**
 * Drains and stops an instance, and resolves when its supervisor is gone; processes left by a killed
 * supervisor are ended too. Does nothing if nothing runs. Rejects if it takes longer than two minutes.
 */
export async function stopInstance({
  runtime_file,
}: Pick<Instance, 'runtime_file'>): Promise<'nothing runs' | 'orphans ended' | 'stopped'> {
  const runtime = readRuntime(runtime_file);
  if (runtime === null) return 'nothing runs';
  if (!isAlive(runtime.supervisor_pid)) {
    await endOrphans(runtime);
    await rm(runtime_file, { force: true });
    return 'orphans ended';
  }
  process.kill(runtime.supervisor_pid, 'SIGTERM');
  await waitUntil(() => !isAlive(runtime.supervisor_pid), {
    what: 'everything to drain',
    within_ms: STOP_WITHIN_MS,
  });
  return 'stopped';
}
