import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stopLeftInstances } from '@stockproof/embedded';

const LONGEST_SIMULATION_MS = 180_000;
const JEST = [
  '--experimental-vm-modules',
  'node_modules/jest/bin/jest.js',
  '-c',
  'jest.config.mjs',
  '--ci',
  '--maxWorkers=1',
  '--forceExit',
  '--bail=1',
];

interface Report {
  readonly numTotalTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
    readonly message: string;
  }[];
}

/** The result of a run of tests in the copy. */
export interface TestRun {
  readonly tests: number;
  /** The first test that failed. */
  readonly failed: string | null;
  /** A test file that could not be loaded, or that failed outside its tests, for example in its clean-up. */
  readonly broken: string | null;
}

/** Runs Jest in the copy until the first failure; null: it did not end within `longest_ms`. */
export async function runTests(
  copy: string,
  options: readonly string[],
  env: Readonly<Record<string, string>> = {},
  longest_ms?: number,
): Promise<TestRun | null> {
  const outputFile = join(copy, 'mutant-report.json');
  rmSync(outputFile, { force: true });
  const code = await run(
    copy,
    [process.execPath, ...JEST, '--json', `--outputFile=${outputFile}`, ...options],
    env,
    longest_ms,
  );
  if (code === null) return null;
  // A defect may end the process that tests it.
  if (!existsSync(outputFile))
    return { tests: 0, failed: null, broken: `the tests ended with ${code} and left no report` };
  const { numTotalTests, testResults } = JSON.parse(readFileSync(outputFile, 'utf8')) as Report;
  const failed = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .find(({ status }) => status === 'failed');
  const broken = testResults.find(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((one) => one.status === 'failed'),
  );
  return {
    tests: numTotalTests,
    failed: failed?.fullName ?? null,
    broken: broken?.message.split('\n').slice(0, 3).join(' ') ?? null,
  };
}

/** The first invariant that a world violated; null: all held. */
export async function firstBroken(copy: string, options: string): Promise<string | null> {
  const said = await output(copy, [process.execPath, 'dist/test/simulation/main.js', ...options.split(' ')]);
  if (said.includes('every invariant held')) return null;
  return (
    /^seed \d+: .*\n.*$/m.exec(said)?.[0].replace(/\s+/g, ' ') ??
    said.trim().split('\n').at(-1) ??
    'it did not run'
  );
}

async function output(cwd: string, [command = '', ...args]: readonly string[]): Promise<string> {
  const asked = promisify(execFile)(command, args, {
    cwd,
    maxBuffer: 64 * 1024 * 1024,
    timeout: LONGEST_SIMULATION_MS,
  });
  const { stdout, stderr } = await asked.catch((error: { stdout: string; stderr: string }) => error);
  return stdout + stderr;
}

/** Compiles the copy, or only the file that was changed in it. */
export function compile(copy: string, ...files: readonly string[]): Promise<number | null> {
  const what = files.length === 0 ? ['apps', 'libs', 'infra', 'tools', 'test'] : files;
  return run(copy, ['node_modules/.bin/swc', ...what, '-d', 'dist', '-q']);
}

let running: ChildProcess | null = null;

/**
 * Ends everything that runs in the copy, and the stack that it may have started. Call it after the last
 * mutant.
 */
export async function endRun(instances: string): Promise<void> {
  if (running?.exitCode === null) running.kill('SIGTERM');
  await stopLeftInstances(instances);
}

/** Its exit code; null if it had to be killed. */
export function run(
  cwd: string,
  [command = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>> = {},
  longest_ms?: number,
): Promise<number | null> {
  const child = spawn(command, args, {
    cwd,
    stdio: 'ignore',
    env: { ...process.env, ...env },
    timeout: longest_ms,
    killSignal: 'SIGKILL',
  });
  running = child;
  return new Promise((done, fail) => child.on('error', fail).on('exit', (code) => done(code)));
}
