import { execFile, spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Mutant } from './mutants.js';

export interface Tried {
  readonly mutant: Mutant;
  /** The first test that failed; null: it survived. */
  readonly caught_by: string | null;
  readonly seconds: number;
}

const LONGEST_SIMULATION_MS = 180_000;

interface Report {
  readonly numTotalTests: number;
  readonly testResults: readonly { readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]; readonly message: string }[];
}

/** The file with the defect in it. Throws when the code is no longer what the mutant was written for. */
export function withDefect({ name, file, find, replace }: Mutant, text: string): string {
  const places = text.split(find).length - 1;
  if (places !== 1) throw new Error(`mutant "${name}": ${file} has its text ${places} times, not once: bring it up to date`);
  return text.replace(find, () => replace);
}

/** Puts the defect into the copy, runs the tests that must find it, and takes it out again. */
export async function tryMutant(copy: string, mutant: Mutant): Promise<Tried> {
  const began_ms = performance.now();
  const file = join(copy, mutant.file);
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, withDefect(mutant, text));
  try {
    if (mutant.harness !== 'unit') await run(copy, ['node_modules/.bin/swc', 'apps', 'libs', 'infra', 'tools', 'test', '-d', 'dist', '-q']);
    const caught_by = mutant.harness === 'sim' ? await firstBroken(copy, mutant) : await firstFailure(copy, mutant);
    return { mutant, caught_by, seconds: (performance.now() - began_ms) / 1_000 };
  } finally {
    writeFileSync(file, text);
  }
}

async function firstFailure(copy: string, { name, harness, tests, only, env = {} }: Mutant): Promise<string | null> {
  const outputFile = join(copy, 'mutant-report.json');
  rmSync(outputFile, { force: true });
  const options = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '-c', 'jest.config.mjs', '--ci', '--maxWorkers=1', '--forceExit', '--bail=1'];
  const which = [`--selectProjects=${harness}`, '--json', `--outputFile=${outputFile}`, ...(only === undefined ? [] : ['-t', only]), '--', ...tests.split(' ')];
  await run(copy, [process.execPath, ...options, ...which], env);
  const { numTotalTests, testResults } = JSON.parse(readFileSync(outputFile, 'utf8')) as Report;
  const failed = testResults.flatMap(({ assertionResults }) => assertionResults).find(({ status }) => status === 'failed');
  if (failed !== undefined) return failed.fullName;
  const broken = testResults.find(({ assertionResults, message }) => assertionResults.length === 0 && message !== '');
  if (broken !== undefined) throw new Error(`mutant "${name}" does not run: ${broken.message.split('\n').slice(0, 3).join(' ')}`);
  if (numTotalTests === 0) throw new Error(`mutant "${name}": there are no tests ${tests} ${only ?? ''}`);
  return null;
}

/** The first invariant that a world broke. */
async function firstBroken(copy: string, { tests }: Mutant): Promise<string | null> {
  const said = await output(copy, [process.execPath, 'dist/test/simulation/main.js', ...tests.split(' ')]);
  if (said.includes('every invariant held')) return null;
  return /^seed \d+: .*\n.*$/m.exec(said)?.[0].replace(/\s+/g, ' ') ?? said.trim().split('\n').at(-1) ?? 'it did not run';
}

async function output(cwd: string, [command = '', ...args]: readonly string[]): Promise<string> {
  const asked = promisify(execFile)(command, args, { cwd, maxBuffer: 64 * 1024 * 1024, timeout: LONGEST_SIMULATION_MS });
  const { stdout, stderr } = await asked.catch((error: { stdout: string; stderr: string }) => error);
  return stdout + stderr;
}

function run(cwd: string, [command = '', ...args]: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> {
  const child = spawn(command, args, { cwd, stdio: 'ignore', env: { ...process.env, ...env } });
  return new Promise((done, fail) => child.on('error', fail).on('exit', () => done()));
}
