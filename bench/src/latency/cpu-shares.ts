import { readdirSync, readFileSync } from 'node:fs';
import type { RunningStack } from '@stockproof/testing';

/** The clock ticks of Linux, hundredths of a second. */
const TICKS_PER_S = 100;

const LOAD = 'this load';

/**
 * Starts to count. The returned function gives the share of a core since then: of all parts, of each part, of
 * PostgreSQL by role, and of this process, which is not in the sum.
 */
export function cpuShares({ parts }: RunningStack): () => string {
  const names = new Map<number | null, string>(Object.entries(parts).map(([name, { pid }]) => [pid, name]));
  names.set(process.pid, LOAD);
  const [before, began_ms] = [used(names), performance.now()];
  return () => {
    const seconds = (performance.now() - began_ms) / 1_000;
    const shares = [...used(names)].map(
      ([name, ticks]) => [name, ((ticks - (before.get(name) ?? 0)) / TICKS_PER_S / seconds) * 100] as const,
    );
    const all = shares.reduce((sum, [name, share]) => sum + (name === LOAD ? 0 : share), 0);
    const each = shares
      .filter(([, share]) => share >= 0.5)
      .sort(([, a], [, b]) => b - a)
      .map(([name, share]) => `${name} ${Math.round(share)}`);
    return `${Math.round(all)} (${each.join(', ')})`;
  };
}

function used(names: ReadonlyMap<number | null, string>): Map<string, number> {
  const sums = new Map<string, number>();
  for (const pid of readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)) {
    try {
      const name = names.get(pid) ?? roleOf(pid);
      const [utime = 0, stime = 0] =
        readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ').slice(11, 13).map(Number) ?? [];
      if (name !== null) sums.set(name, (sums.get(name) ?? 0) + utime + stime);
    } catch {
      // The process has ended meanwhile.
    }
  }
  return sums;
}

/** The command lines of PostgreSQL's processes name their role and user. */
function roleOf(pid: number): string | null {
  const [, role] = /^postgres: (\S+)/.exec(readFileSync(`/proc/${pid}/cmdline`, 'utf8')) ?? [];
  return role === undefined ? null : `postgres for ${role}`;
}
