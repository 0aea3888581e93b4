import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { onEndSignal, recordRuns, stopLeftInstances, TEST_INSTANCES } from '@stockproof/embedded';
import type { Total } from './total.js';

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly { readonly name: string; readonly assertionResults: readonly { readonly status: string }[] }[];
}

/**
 * Node keeps the ES modules of every suite that ran (nodejs/node#59118), so one process for all of them ends at its
 * heap's limit: above this much the next suite gets a new process.
 */
const WORKER_MEMORY = '--workerIdleMemoryLimit=1GB';

/**
 * Runs Jest with these arguments in a process of its own; a suite that could not run counts as a failure.
 * One suite after the other: the suites share one stack, and one of them kills its parts.
 */
export async function runJest(args: readonly string[]): Promise<Total> {
  const folder = mkdtempSync(join(tmpdir(), 'stockproof-verify-'));
  const outputFile = join(folder, 'report.json');
  const instances = mkdtempSync(join(tmpdir(), 'stockproof-instances-'));
  process.env[TEST_INSTANCES] = instances;
  onEndSignal(() => endAll(instances));
  try {
    const code = await run(['-c', 'jest.config.mjs', '--ci', '--maxWorkers=1', WORKER_MEMORY, '--forceExit', '--json', `--outputFile=${outputFile}`, ...args]);
    const report = JSON.parse(readFileSync(outputFile, 'utf8')) as Report;
    recordRuns(suitesOf(report));
    const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
    // Jest can also fail outside of any test: a set-up, a handle left open.
    return { passed: report.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
  } catch (error) {
    console.error(`Jest left no report: ${(error as Error).message}`);
    return { passed: 0, failed: 1 };
  } finally {
    // A run that crashed leaves its stack as well.
    await endAll(instances);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Ends Jest with all it started, then the stacks it did not stop: their supervisors are in groups of their own. */
async function endAll(instances: string): Promise<void> {
  const { jest } = running;
  if (jest?.pid !== undefined && jest.exitCode === null && jest.signalCode === null) {
    const ended = new Promise((done) => jest.once('exit', done));
    process.kill(-jest.pid, 'SIGTERM');
    await ended;
  }
  for (const home of await stopLeftInstances(instances)) console.error(`stopped what was left of ${home}`);
  rmSync(instances, { recursive: true, force: true });
}

const running: { jest: ChildProcess | null } = { jest: null };

/** How many cases of each spec file passed, and whether none failed. */
function suitesOf({ testResults }: Report): Parameters<typeof recordRuns>[0] {
  return Object.fromEntries(testResults.map(({ name, assertionResults }) => {
    const passed = assertionResults.filter(({ status }) => status === 'passed').length;
    return [relative(process.cwd(), name), { figures: String(passed), ok: assertionResults.every(({ status }) => status !== 'failed') }];
  }));
}

function run(args: readonly string[]): Promise<number | null> {
  const options = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', '--disable-warning=TimeoutNegativeWarning'];
  const jest = spawn(process.execPath, [...options, 'node_modules/jest/bin/jest.js', ...args], {
    // The report goes to its file; what people read comes on standard error.
    stdio: ['ignore', 'ignore', 'inherit'],
    // A group of its own, so that it can be ended with the commands it waits for.
    detached: true,
  });
  running.jest = jest;
  return new Promise((done) => jest.on('exit', done));
}
