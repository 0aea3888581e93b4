import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { RunningStack } from '@stockproof/testing';
import { figure, type Line, perSecond } from '../report.js';
import { processesOf } from '../resources/cpu-by-part.js';
import { EVENTS_AN_OFFER, MAX_OUTPUT, NODE_FLAGS, type Verified, wrongOf } from './bench-verify-all.js';
import { fillHistories, type Histories } from './fill-histories.js';

/** How much faster two recovery processes shall verify everything than one. */
const GOAL_RATIO = 1.7;
const REPEATS = 2;
/** Units that everything is cut into at least, so that no process waits long for the last one of another. */
const UNITS = 16;
const MAX_OFFERS_IN_UNIT = 8_192;

/** On which cores the servers run while one process verifies; with several it is on those of all of them. */
const SERVERS = [
  ['a core for each recovery process, PostgreSQL and Kafka on the same cores', (_all: string) => '0'],
  [
    'a core for each recovery process, PostgreSQL and Kafka on all of these cores also beside one',
    (all: string) => all,
  ],
] as const;

/**
 * Verifies everything with one recovery process and with several, each pinned to a core of its own (taskset), in one
 * run. Needs PostgreSQL and Kafka, and no service. Throws if the machine has fewer cores.
 */
export async function benchWorkers(stack: RunningStack, events: number, workers: number): Promise<Line[]> {
  if (availableParallelism() < workers)
    throw new Error(`${workers} processes need as many cores; there are ${availableParallelism()}`);
  const folder = mkdtempSync(join(tmpdir(), 'stockproof-workers-'));
  const offers = Math.ceil(events / EVENTS_AN_OFFER);
  const all = Array.from({ length: workers }, (_none, core) => core).join(',');
  const { histories, drop } = await fillHistories(folder, events, offers);
  try {
    const lines: Line[] = [];
    for (const [where, ofOne] of SERVERS) {
      const [alone, by_all]: Verified[][] = [[], []];
      for (let repeat = 0; repeat < REPEATS; repeat += 1) {
        pinServers(stack, ofOne(all));
        alone?.push(await verifyPinned(histories, offers, 1));
        pinServers(stack, all);
        by_all?.push(await verifyPinned(histories, offers, workers));
      }
      lines.push(lineOf(where, { events, offers, workers }, alone ?? [], by_all ?? []));
    }
    return lines;
  } finally {
    pinServers(stack, `0-${availableParallelism() - 1}`);
    await drop();
    rmSync(folder, { recursive: true });
  }
}

function lineOf(
  where: string,
  { events, offers, workers }: { readonly events: number; readonly offers: number; readonly workers: number },
  alone: readonly Verified[],
  by_all: readonly Verified[],
): Line {
  const rates = [by_all, alone].map((some) => Math.max(...some.map(({ ms }) => perSecond(events, ms))));
  const [ours = 0, peer = 1] = rates;
  const all = [...alone, ...by_all];
  const evidence = new Set(all.map(({ root, digest }) => `${root} ${digest}`));
  const wrong = all.map((one) => wrongOf(one, events, offers)).find((one) => one !== null) ?? null;
  return {
    path: `verify all sealed, ${offers.toLocaleString('en')} offers, ${workers} recovery processes against one; ${where}`,
    ours: figure(ours, 'ev/s'),
    peer: figure(peer, 'ev/s'),
    ratio: ours / peer,
    goal: GOAL_RATIO,
    wrong: wrong ?? (evidence.size === 1 ? null : 'the evidence depends on the number of processes'),
  };
}

function pinServers({ home }: RunningStack, cores: string): void {
  for (const part of ['postgres', 'kafka'])
    for (const pid of processesOf(home, part)) {
      try {
        execFileSync('taskset', ['-acp', cores, String(pid)], { stdio: ['ignore', 'ignore', 'pipe'] });
      } catch (error) {
        // A connection's process may have ended; the others count.
        if (processesOf(home, part).includes(pid)) throw error;
      }
    }
}

/** The first process, on core 0, coordinates; the others work for it, each on the next core. */
async function verifyPinned(histories: Histories, offers: number, processes: number): Promise<Verified> {
  const others: ChildProcess[] = [];
  try {
    for (let core = 1; core < processes; core += 1) others.push(await aWorker(histories, core));
    const in_unit = Math.min(MAX_OFFERS_IN_UNIT, Math.ceil(offers / UNITS));
    const script = [
      'dist/bench/src/verification/verify-process.js',
      JSON.stringify(histories),
      'sealed',
      'ranges',
    ];
    const stdout = execPinned(0, script, { STOCKPROOF_VERIFY_RANGE_OFFERS: String(in_unit) });
    return JSON.parse(await stdout) as Verified;
  } finally {
    for (const other of others) {
      other.stdin?.end();
      if (other.exitCode === null) await once(other, 'exit');
    }
  }
}

function spawnPinned(core: number, script: readonly string[], env: Readonly<Record<string, string>>) {
  const flags = [...NODE_FLAGS, ...(process.env['STOCKPROOF_BENCH_NODE_FLAGS']?.split(' ') ?? [])];
  return spawn('taskset', ['-c', String(core), process.execPath, ...flags, ...script], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

async function execPinned(
  core: number,
  script: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const child = spawnPinned(core, script, env);
  const parts: string[] = [];
  child.stdout.on('data', (part: Buffer) => void parts.push(part.toString()));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`a verification ended with ${code}`);
  return parts.join('').slice(0, MAX_OUTPUT);
}

/** Resolves when it looks for units. */
async function aWorker(histories: Histories, core: number): Promise<ChildProcess> {
  const child = spawnPinned(
    core,
    ['dist/bench/src/verification/work-process.js', JSON.stringify(histories)],
    {},
  );
  await once(createInterface({ input: child.stdout }), 'line');
  return child;
}
