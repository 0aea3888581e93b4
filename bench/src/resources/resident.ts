import { readFileSync } from 'node:fs';
import { readRuntime, runtimeFile } from '@stockproof/embedded';

/**
 * Resident memory of a process in MiB: the peak since it began, as the kernel counts it, and the current
 * size.
 */
export interface Resident {
  readonly peak_mib: number;
  readonly now_mib: number;
}

/** Reads a part's process. Zeros on a system without /proc. Throws if the part does not run. */
export function residentOf(home: string, part: string): Resident {
  const pid = readRuntime(runtimeFile(home))?.parts[part]?.pid;
  if (pid === undefined || pid === null) throw new Error(`${part} does not run`);
  return parseStatus(readFileSync(`/proc/${pid}/status`, 'utf8'));
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
export function parseStatus(status: string): Resident {
  const mib = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0) / 1_024;
  return { peak_mib: mib('VmHWM'), now_mib: mib('VmRSS') };
}
