// A whole Stockproof in its own folder and on its own ports, started by the same command that people use.
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { forgetInstance, noteInstance, PORT_SETTINGS, TEST_INSTANCES } from '@stockproof/embedded';

/** New messages of a partition that are sealed; few, so that tests read sealed history. */
export const SEAL_MIN_MESSAGES = 20;

/** Starts it with these additional settings; returns the environment that makes other commands use it. */
export async function startInstance(
  settings: Readonly<Record<string, string>> = {},
): Promise<Record<string, string>> {
  const home = mkdtempSync(join(tmpdir(), 'stockproof-test-'));
  // The service that reaches the failpoint removes the file, under its own user.
  chmodSync(home, 0o711);
  const failpoints = join(home, 'failpoints');
  mkdirSync(failpoints);
  chmodSync(failpoints, 0o777);
  const env: Record<string, string> = {
    STOCKPROOF_HOME: home,
    STOCKPROOF_LOG_LEVEL: 'warn',
    STOCKPROOF_FAILPOINT_FILE: join(failpoints, 'failpoint.json'),
    STOCKPROOF_ANCHOR_FILE: join(home, 'anchor.jsonl'),
    STOCKPROOF_SEAL_INTERVAL_MS: '2000',
    STOCKPROOF_SEAL_MIN_MESSAGES: String(SEAL_MIN_MESSAGES),
  };
  const ports = await freePorts(PORT_SETTINGS.length);
  PORT_SETTINGS.forEach((name, index) => (env[name] = String(ports[index])));
  Object.assign(env, settings);
  noteInstance(env['STOCKPROOF_HOME'] ?? home);
  await stockproof(env, 'start', '--detach');
  return env;
}

/** Stops it and removes its folder, unless STOCKPROOF_TEST_KEEP says to keep it. */
export async function stopInstance(env: Readonly<Record<string, string>>): Promise<void> {
  const home = env['STOCKPROOF_HOME'] ?? '';
  await stockproof(env, 'stop');
  forgetInstance(home);
  if (process.env['STOCKPROOF_TEST_KEEP'] === 'true') return;
  // Containers keep their data outside the folder.
  if ({ ...process.env, ...env }['STOCKPROOF_SERVERS'] === 'containers')
    await stockproof(env, 'reset', '--yes');
  rmSync(home, { recursive: true, force: true });
}

/**
 * Runs the command line for the instance of these settings; returns its output. Asynchronous, because this
 * process may be the link between the parts.
 */
export async function stockproof(
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<string> {
  const { status, stdout, stderr } = await tryStockproof(env, ...args);
  if (status !== 0) throw new Error(`stockproof ${args.join(' ')} failed:\n${stdout}${stderr}`);
  return stdout;
}

export interface Said {
  /** Exit code; null if a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Like `stockproof`, for tests that expect it to fail. */
export function tryStockproof(
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<Said> {
  const node = ['--disable-warning=TimeoutNegativeWarning', 'dist/tools/cli/main.js'];
  return promisify(execFile)(process.execPath, [...node, ...args], {
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1024 * 1024,
  }).then(
    (said) => ({ ...said, status: 0 }),
    ({ code, stdout, stderr }: Omit<Said, 'status'> & { code: number | null }) => ({
      status: code,
      stdout,
      stderr,
    }),
  );
}

/** Ports are given out in blocks, below the range from which the system assigns ports. */
const FIRST_PORT = 20_000;
const BLOCK = 32;
const BLOCKS = 250;

/**
 * Ports that are free together, at most a block. No other spec of this test run gets one of them, because a
 * free port may be opened much later.
 */
export async function freePorts(count: number): Promise<number[]> {
  const first = Math.floor(Math.random() * BLOCKS);
  for (let tried = 0; tried < BLOCKS; tried += 1) {
    const block = (first + tried) % BLOCKS;
    if (!claimBlock(block)) continue;
    const ports = Array.from({ length: count }, (_none, at) => FIRST_PORT + block * BLOCK + at);
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return ports;
  }
  throw new Error(`no ${count} ports are free together`);
}

/** Settings of an instance with three brokers, two Connect workers and two copies of each service. */
export async function severalNodes(): Promise<Record<string, string>> {
  const [first = 0] = await freePorts(BLOCK);
  return {
    // Containers have one node of each yet.
    STOCKPROOF_SERVERS: 'embedded',
    STOCKPROOF_TOPOLOGY: 'ha',
    STOCKPROOF_HA_FIRST_PORT: String(first),
  };
}

/** False if another spec of this test run has it. */
function claimBlock(block: number): boolean {
  const folder = process.env[TEST_INSTANCES];
  if (folder === undefined) return true;
  const claimed = join(folder, 'ports');
  mkdirSync(claimed, { recursive: true });
  try {
    mkdirSync(join(claimed, String(block)));
    return true;
  } catch {
    return false;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer().once('error', () => done(false));
    server.listen({ host: '127.0.0.1', port }, () => server.close(() => done(true)));
  });
}
