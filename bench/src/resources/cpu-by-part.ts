import { readdirSync, readFileSync } from 'node:fs';
import { readRuntime, type Runtime, runtimeFile } from '@stockproof/embedded';
import { type Process, parseStat } from './process-stat.js';

/** CPU time that the parts have used since their processes began. */
export type CpuTimes = ReadonlyMap<string, PartCpu>;

interface PartCpu {
  /** The process id; another one after the part was started again. */
  readonly pid: number;
  readonly us: number;
  /** Of its first process, which has PostgreSQL's total. */
  readonly resident_mib: number;
}

/** The cost of a path: microseconds of CPU per event, by part, the most expensive first. */
export interface CpuRow {
  readonly path: string;
  readonly events_per_s: number;
  readonly us_per_event: ReadonlyMap<string, number>;
  /** Readings at the end, by part. */
  readonly resident_mib: ReadonlyMap<string, number>;
}

/**
 * Each part's processes with their children, also ended ones; PostgreSQL's WAL senders are counted
 * separately. Read from /proc, so empty on a system without it.
 */
export function readCpu(home: string): CpuTimes {
  const runtime = readRuntime(runtimeFile(home));
  return runtime === null ? new Map() : cpuOf(runtime, processes());
}

/** @see readCpu */
export function cpuOf(
  {
    supervisor_pid,
    parts,
  }: Pick<Runtime, 'supervisor_pid'> & { parts: Record<string, { pid: number | null }> },
  all: readonly Process[],
): CpuTimes {
  const times = new Map<string, PartCpu>();
  const alone = all.find(({ pid }) => pid === supervisor_pid);
  if (alone !== undefined) times.set('supervisor', partCpu(alone, alone.us));
  for (const [name, { pid }] of Object.entries(parts)) {
    const root = all.find((one) => one.pid === pid);
    if (root === undefined) continue;
    const family = withChildren(root, all);
    const senders = family.filter(({ title }) => title.startsWith('postgres: walsender'));
    times.set(name, partCpu(root, root.ended_us + sumOf(family) - sumOf(senders)));
    if (senders.length > 0) times.set('walsender', { ...partCpu(root, sumOf(senders)), resident_mib: 0 });
  }
  return times;
}

/** CPU used between two readings; for a part that was started again, all since then. */
export function cpuRow(path: string, events: number, ms: number, before: CpuTimes, after: CpuTimes): CpuRow {
  const used = [...after].map(([name, { pid, us }]): [string, number] => {
    const at_first = before.get(name);
    return [name, Math.max(0, us - (at_first?.pid === pid ? at_first.us : 0)) / events];
  });
  return {
    path,
    events_per_s: (events / ms) * 1_000,
    us_per_event: new Map(used.toSorted(([, one], [, other]) => other - one)),
    resident_mib: new Map([...after].map(([name, { resident_mib }]) => [name, resident_mib])),
  };
}

const partCpu = ({ pid, resident_mib }: Process, us: number): PartCpu => ({ pid, us, resident_mib });

const sumOf = (some: readonly Process[]): number => some.reduce((sum, { us }) => sum + us, 0);

/** Ids of the present processes of a part; none if it does not run, or on a system without /proc. */
export function processesOf(home: string, part: string): number[] {
  const all = processes();
  const root = all.find(({ pid }) => pid === readRuntime(runtimeFile(home))?.parts[part]?.pid);
  return root === undefined ? [] : withChildren(root, all).map(({ pid }) => pid);
}

function withChildren(root: Process, all: readonly Process[]): Process[] {
  const children = all.filter(({ parent }) => parent === root.pid);
  return [root, ...children.flatMap((child) => withChildren(child, all))];
}

function processes(): Process[] {
  let pids: string[];
  try {
    pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
  return pids.flatMap((pid) => {
    try {
      const title = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return [parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'), title)];
    } catch {
      return []; // It ended between the two.
    }
  });
}
