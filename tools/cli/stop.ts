import { rm } from 'node:fs/promises';
import { endOrphans, isAlive, readInstance, readRuntime, waitUntil } from '@stockproof/embedded';

const STOP_WITHIN_MS = 120_000;

/** Drains and stops the instance; what a killed supervisor left behind is ended too. */
export async function stop(): Promise<void> {
  const { runtime_file, home } = readInstance();
  const runtime = readRuntime(runtime_file);
  if (runtime === null) {
    console.log(`nothing runs in ${home}`);
    return;
  }
  if (!isAlive(runtime.supervisor_pid)) {
    await endOrphans(runtime);
    await rm(runtime_file, { force: true });
    console.log('the supervisor was gone; what it left is ended');
    return;
  }
  process.kill(runtime.supervisor_pid, 'SIGTERM');
  await waitUntil(() => !isAlive(runtime.supervisor_pid), { what: 'everything to drain', within_ms: STOP_WITHIN_MS });
  console.log('stopped');
}
