import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askControl, onEndSignal, PORT_SETTINGS, runtimeFile, stopInstance } from '@stockproof/embedded';
import { type RunningStack, runningStack } from '@stockproof/testing';

/** Two benchmarks at the same time need ports of their own. */
const FIRST_PORT = Number(process.env['STOCKPROOF_BENCH_FIRST_PORT'] ?? 28_400);
const SERVICES = [
  'ingestion',
  'command-handler',
  'availability-projection',
  'recovery',
  'reservation',
  'connect',
];

/** Runs `work` with its own stack in its own folder, and stops the stack in any case. */
export async function withOwnStack(work: (stack: RunningStack) => Promise<void>): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'stockproof-bench-'));
  Object.assign(process.env, {
    STOCKPROOF_HOME: home,
    STOCKPROOF_TEST_HOME: home,
    STOCKPROOF_LOG_LEVEL: 'error',
  });
  PORT_SETTINGS.forEach((name, index) => (process.env[name] = String(FIRST_PORT + index)));
  const stop = async (): Promise<void> => {
    await stopInstance({ runtime_file: runtimeFile(home) });
    rmSync(home, { recursive: true, force: true });
  };
  onEndSignal(stop);
  command('start', '--detach');
  try {
    await work(runningStack());
  } finally {
    await stop();
  }
}

/** Leaves only PostgreSQL and Kafka running, so that a figure measures what it names. */
export async function quiet(stack: RunningStack): Promise<void> {
  for (const part of SERVICES) await askControl(stack.control_socket, part, 'stop');
}

export async function wake(stack: RunningStack, ...parts: readonly string[]): Promise<void> {
  for (const part of parts.length === 0 ? SERVICES : parts)
    await askControl(stack.control_socket, part, 'start');
}

function command(...args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/tools/cli/main.js', ...args], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${args.join(' ')} failed:\n${stdout}${stderr}`);
}
