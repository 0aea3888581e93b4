import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PINNED = 'schemathesis==4.32.5';
const FOLDER = resolve('.stockproof', 'schemathesis');
const INSTALL_WITHIN_MS = 180_000;

/** The program, installed into its own folder; null if there is no python3 or no package index. */
export async function schemathesis(): Promise<string | null> {
  const program = join(FOLDER, 'bin', 'schemathesis');
  if (existsSync(program)) return program;
  mkdirSync(FOLDER, { recursive: true });
  try {
    await run('python3', ['-m', 'venv', FOLDER], { timeout: INSTALL_WITHIN_MS });
    await run(join(FOLDER, 'bin', 'pip'), ['install', '-q', PINNED], { timeout: INSTALL_WITHIN_MS });
    return program;
  } catch {
    return null;
  }
}

export interface Fuzzed {
  readonly ok: boolean;
  /** Requests that were generated and checked. */
  readonly requests: number;
  readonly report: string;
}

/** Fuzzes a service by its own document: examples, boundaries, generated requests, and chains of them. */
export async function fuzz(
  program: string,
  url: string,
  document: object,
  credential: string,
  examples: number,
  seed: number,
): Promise<Fuzzed> {
  // Only viewers may read the document, and not every caller is a viewer.
  const file = join(FOLDER, `${new URL(url).port}.json`);
  writeFileSync(file, JSON.stringify(document));
  const args = [
    '--config-file',
    'test/api/schemathesis.toml',
    'run',
    file,
    '--url',
    url,
    '-H',
    `Authorization: Bearer ${credential}`,
    '--max-examples',
    String(examples),
    '--seed',
    String(seed),
    '--no-color',
    // A stream does not end, so it cannot be a test case.
    '--exclude-path',
    '/v1/availability-stream',
    '--exclude-path',
    '/v1/inventory-update-stream',
    // Reads two topics twice and waits for the write side, which takes seconds per request. `answers`,
    // `undeclared` and `authorisation` call it.
    '--exclude-path',
    '/v1/outcomes/emissions',
    // Chains of requests take the caller's own name from `whoami` and revoke the token of the whole run.
    // `operators` and `answers` call it.
    '--exclude-path',
    '/v1/token-revocations',
  ];
  const asked = await run(program, args, { maxBuffer: 64 * 1024 * 1024 }).then(
    ({ stdout }) => ({ ok: true, report: stdout }),
    ({ stdout, stderr }: { stdout: string; stderr: string }) => ({ ok: false, report: stdout + stderr }),
  );
  return { ...asked, requests: Number(/^\s*(\d+) generated/m.exec(asked.report)?.[1] ?? 0) };
}
