import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { once } from 'node:events';

/** A run of the command line. */
export interface ImportRun {
  /** Null if it was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The most resident memory, MiB; 0 on a system without /proc. */
  readonly peak_mib: number;
}

/** What differs between runs. */
export interface ImportRunOptions {
  readonly url: string;
  readonly token: string;
  /** Killed as soon as this line was answered. */
  readonly kill_at_line?: number;
}

const LOOK_MS = 20;
/**
 * Small, so that a run that holds what it has sent does not come to its end, and so that the peak is not that of garbage
 * that nobody had to collect yet.
 */
const SMALL_HEAP = ['--max-old-space-size=64', '--max-semi-space-size=4'];

/** Runs `stockproof import FILE --json` in a process of its own, with a heap of 64 MiB. */
export async function runImport(path: string, options: ImportRunOptions): Promise<ImportRun> {
  const { url, token, kill_at_line = Number.POSITIVE_INFINITY } = options;
  const command = ['dist/tools/cli/main.js', 'import', path, '--url', url, '--json'];
  const child = spawn(process.execPath, [...SMALL_HEAP, ...command], {
    env: { ...process.env, STOCKPROOF_TOKEN: token },
  });
  const output = { stdout: '', stderr: '', peak_mib: 0 };
  child.stdout.on('data', (text) => (output.stdout += String(text)));
  child.stderr.on('data', (text) => (output.stderr += String(text)));
  const timer = setInterval(() => {
    output.peak_mib = Math.max(output.peak_mib, peakOf(child.pid));
    if (nextLine(path) >= kill_at_line) child.kill('SIGKILL');
  }, LOOK_MS);
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(timer);
  return { code, ...output };
}

function nextLine(path: string): number {
  const state = `${path}.import.json`;
  if (!existsSync(state)) return 0;
  try {
    return (JSON.parse(readFileSync(state, 'utf8')) as { next_line: number }).next_line;
  } catch {
    return 0;
  }
}

function peakOf(pid: number | undefined): number {
  try {
    const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kib ?? 0) / 1_024;
  } catch {
    return 0;
  }
}
