import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { onEndSignal, recordRuns, stopLeftInstances, TEST_INSTANCES } from '@stockproof/embedded';
import { endJest, jestProcess } from './jest-process.js';
import type { Total } from './total.js';

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly startTime: number;
    readonly endTime: number;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/**
 * Node keeps the ES modules of every suite that ran (nodejs/node#59118), so a single process would reach the
 * limit of its heap. Above this size the next suite gets a new process.
 */
const WORKER_MEMORY = '--workerIdleMemoryLimit=1GB';

/** How many of the longest suites are listed. */
const SLOWEST = 15;

/**
 * Projects of jest.config.mjs that run in parallel: those of the first line share one stack, the others need
 * none or start their own.
 */
const LANES = [['stack'], ['unit', 'instance']];

/**
 * Runs Jest with these arguments; a suite that could not run counts as a failure. Suites that share the stack
 * run one after the other, because some of them kill its parts. The others run in parallel to them, also one
 * after the other: pure tests first, then those with their own instance, which mostly wait.
 */
export async function runJest(args: readonly string[]): Promise<Total> {
  const instances = mkdtempSync(join(tmpdir(), 'stockproof-instances-'));
  process.env[TEST_INSTANCES] = instances;
  const usage = cpuUsage();
  // A signal that ends Jest is reported here too.
  let ended: Promise<void> | null = null;
  const end = (): Promise<void> => (ended ??= endAll(instances));
  onEndSignal(end);
  const lanes = args.includes('--selectProjects')
    ? [[]]
    : LANES.map((projects) => ['--selectProjects', ...projects]);
  try {
    const totals = await Promise.all(lanes.map((lane) => runLane([...args, '--passWithNoTests', ...lane])));
    console.log(usage());
    return {
      passed: sum(totals.map(({ passed }) => passed)),
      failed: sum(totals.map(({ failed }) => failed)),
    };
  } finally {
    // A crashed run leaves its stack as well.
    await end();
  }
}

async function runLane(args: readonly string[]): Promise<Total> {
  const folder = mkdtempSync(join(tmpdir(), 'stockproof-verify-'));
  const outputFile = join(folder, 'report.json');
  try {
    const code = await jestProcess([
      '-c',
      'jest.config.mjs',
      '--ci',
      '--maxWorkers=1',
      WORKER_MEMORY,
      '--forceExit',
      '--json',
      `--outputFile=${outputFile}`,
      ...args,
    ]);
    const report = JSON.parse(readFileSync(outputFile, 'utf8')) as Report;
    recordRuns(suitesOf(report));
    printSlowest(report);
    const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
    // Jest can also fail outside of any test, in a set-up or by an open handle.
    return { passed: report.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
  } catch (error) {
    console.error(`Jest left no report: ${(error as Error).message}`);
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Measures how busy this machine's processors are, with everything that runs on it. If nearly all are busy,
 * only less work makes a run shorter; otherwise shorter waits do.
 */
function cpuUsage(): () => string {
  const busy_ms = () => sum(cpus().map(({ times: { user, nice, sys, irq } }) => user + nice + sys + irq));
  const [busy_before_ms, began_ms] = [busy_ms(), performance.now()];
  return () => {
    const seconds = (ms: number): number => Math.round(ms / 1_000);
    const wall_ms = performance.now() - began_ms;
    const whole_ms = wall_ms * availableParallelism();
    return `cpu ${seconds(busy_ms() - busy_before_ms)} s of ${seconds(whole_ms)} s, in ${seconds(wall_ms)} s`;
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** Ends Jest, then the stacks that it did not stop: their supervisors are in their own process groups. */
async function endAll(instances: string): Promise<void> {
  await endJest();
  for (const home of await stopLeftInstances(instances)) console.error(`stopped what was left of ${home}`);
  rmSync(instances, { recursive: true, force: true });
}

/** Where the time was spent: look here first if a run takes too long. */
function printSlowest({ testResults }: Report): void {
  const slowest = testResults
    .map(({ name, startTime, endTime }) => ({ name, seconds: Math.round((endTime - startTime) / 1_000) }))
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, SLOWEST);
  if (testResults.length < SLOWEST) return;
  console.log(
    `${testResults.length} suites, ${sum(testResults.map(({ startTime, endTime }) => Math.round((endTime - startTime) / 1_000)))} s; the longest:`,
  );
  for (const { name, seconds } of slowest)
    console.log(`${String(seconds).padStart(6)} s  ${relative(process.cwd(), name)}`);
}

/** The number of passed cases per spec file, and whether none failed. */
function suitesOf({ testResults }: Report): Parameters<typeof recordRuns>[0] {
  return Object.fromEntries(
    testResults.map(({ name, assertionResults }) => {
      const passed = assertionResults.filter(({ status }) => status === 'passed').length;
      return [
        relative(process.cwd(), name),
        { figures: String(passed), ok: assertionResults.every(({ status }) => status !== 'failed') },
      ];
    }),
  );
}
