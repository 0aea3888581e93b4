// One whole Stockproof in a folder and on ports of its own, through the same command that people use.
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { forgetInstance, noteInstance, TEST_INSTANCES } from '@stockproof/embedded';

const PORTS = [
  'INGESTION',
  'COMMAND_HANDLER',
  'AVAILABILITY',
  'RECOVERY',
  'RESERVATION',
  'IDENTITY',
  'SUPERVISOR',
  'POSTGRES',
  'KAFKA',
  'KAFKA_CONTROLLER',
  'KAFKA_INTERNAL',
  'KAFKA_MTLS',
  'CONNECT',
];

/** Starts it, with these settings besides; gives the settings that make other commands speak of it. */
export async function startInstance(
  settings: Readonly<Record<string, string>> = {},
): Promise<Record<string, string>> {
  const home = mkdtempSync(join(tmpdir(), 'stockproof-test-'));
  // Whichever service meets the point takes it away, as the user that it is.
  chmodSync(home, 0o711);
  const failpoints = join(home, 'failpoints');
  mkdirSync(failpoints);
  chmodSync(failpoints, 0o777);
  const env: Record<string, string> = {
    STOCKPROOF_HOME: home,
    STOCKPROOF_LOG_LEVEL: 'warn',
    STOCKPROOF_FAILPOINT_FILE: join(failpoints, 'failpoint.json'),
    STOCKPROOF_ANCHOR_FILE: join(home, 'anchor.jsonl'),
  };
  const ports = await freePorts(PORTS.length);
  PORTS.forEach((name, index) => (env[`STOCKPROOF_${name}_PORT`] = String(ports[index])));
  Object.assign(env, settings);
  noteInstance(env['STOCKPROOF_HOME'] ?? home);
  await stockproof(env, 'start', '--detach');
  return env;
}

/** Stops it and takes its folder away, unless STOCKPROOF_TEST_KEEP says to keep it. */
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
 * The command line, for the instance of these settings; gives what it printed. Next to this process, not
 * before it goes on: what is between the parts may be part of it.
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
  /** Exit code; null when a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** As stockproof, for whoever wants to see how it fails. */
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

/** Ports are given out in blocks, below the range that the system hands out by itself. */
const FIRST_PORT = 20_000;
const BLOCK = 20;
const BLOCKS = 400;

/**
 * Ports that are free together, up to a block of them. Nobody else of this test run is given one of them: what
 * is free now may be listened to much later.
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

/** False where somebody of this test run has it. */
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
