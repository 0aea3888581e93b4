import { readFileSync } from 'node:fs';
import { waitUntil } from '@stockproof/timing';
import { isAlive, type Runtime } from './runtime-file.js';

/**
 * Ends the processes that a killed supervisor left. Only processes with the recorded command line are
 * touched, because a pid may be in use by another process.
 */
export async function endOrphans(runtime: Runtime): Promise<void> {
  const pids = Object.values(runtime.parts)
    .filter(({ pid, args }) => pid !== null && isAlive(pid) && commandLine(pid).includes(args.at(-1) ?? '\0'))
    .map(({ pid }) => pid ?? 0);
  for (const pid of pids) process.kill(pid, 'SIGTERM');
  const gone = () => pids.every((pid) => !isAlive(pid));
  await waitUntil(gone, { what: 'left over processes to end', within_ms: 15_000 }).catch(() => {
    for (const pid of pids.filter(isAlive)) process.kill(pid, 'SIGKILL');
  });
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
