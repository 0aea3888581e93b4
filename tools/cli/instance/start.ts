import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Instance, onEndSignal, readInstance, readRuntime, Supervisor } from '@stockproof/embedded';
import { waitUntil } from '@stockproof/timing';
import { fillRegistry } from '../../schemas/fill-registry.js';
import { screen } from './screen.js';

const START_WITHIN_MS = 15 * 60_000;
const STOP_WITHIN_MS = 120_000;

interface StartOptions {
  readonly detach?: boolean;
  readonly restart: boolean;
  readonly with?: readonly string[];
  readonly ha?: boolean;
  readonly copies?: string;
  readonly without?: readonly string[];
}

/** Those that may be left stopped: others need the rest of the stack. */
const MAY_BE_LEFT = ['command-handler', 'reservation'];

export async function start(options: StartOptions): Promise<void> {
  const unknown = (options.with ?? []).filter((part) => part !== 'registry');
  if (unknown.length > 0) throw new Error(`no optional part ${unknown.join(', ')}; there is registry`);
  // As settings, so that a supervisor in its own session has them too.
  if (options.ha === true) process.env['STOCKPROOF_TOPOLOGY'] = 'ha';
  if (options.copies !== undefined) process.env['STOCKPROOF_COPIES'] = options.copies;
  const needed = (options.without ?? []).filter((part) => !MAY_BE_LEFT.includes(part));
  if (needed.length > 0)
    throw new Error(`${needed.join(', ')} cannot be left stopped; ${MAY_BE_LEFT.join(' and ')} can`);
  const instance = readInstance();
  if (options.detach === true) return startDetached(instance, options);
  await startHere(instance, options);
}

/** Runs the supervisor in this process until SIGINT or SIGTERM. */
async function startHere(
  instance: Instance,
  { restart, with: parts = [], without = [] }: StartOptions,
): Promise<void> {
  const began_ms = Date.now();
  const say = (line: string): void =>
    console.log(`${((Date.now() - began_ms) / 1000).toFixed(1).padStart(6)} s  ${line}`);
  const with_registry = parts.includes('registry');
  const supervisor = new Supervisor(instance, {
    restart,
    with_registry,
    without,
    onStep: (step) => say(`${step} ✓`),
    onDeath: say,
  });
  let ending: Promise<void> | null = null;
  const end = (code: number): void => {
    ending ??= supervisor.stop().then(() => process.exit(code));
  };
  // If the disk is full or the terminal is gone, only output is lost; the parts go on.
  for (const out of [process.stdout, process.stderr]) out.on('error', () => undefined);
  process
    .on('SIGINT', () => end(0))
    .on('SIGTERM', () => end(0))
    .on('SIGHUP', () => end(0));
  try {
    const started = await supervisor.start();
    if (with_registry) say(`${await fillRegistry(instance.urls.registry)} schemas in the registry ✓`);
    console.log(screen(instance, started, with_registry));
  } catch (error) {
    if (ending !== null) return ending;
    console.error(describe(error));
    await supervisor.stop();
    process.exit(1);
  }
}

/** Starts a supervisor in its own session, prints its output, and returns when it is ready. */
async function startDetached(
  instance: Instance,
  { restart, with: parts = [], without = [] }: StartOptions,
): Promise<void> {
  mkdirSync(join(instance.home, 'log'), { recursive: true, mode: 0o700 });
  const log = join(instance.home, 'log', 'supervisor.log');
  const out = openSync(log, 'w', 0o600);
  const [script = ''] = process.argv.slice(1);
  const args = [
    ...process.execArgv,
    script,
    'start',
    ...(restart ? [] : ['--no-restart']),
    ...parts.flatMap((part) => ['--with', part]),
    ...without.flatMap((part) => ['--without', part]),
  ];
  const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', out, out] });
  closeSync(out);
  child.unref();
  let ended = false;
  child.once('exit', () => (ended = true));
  // If the person stops waiting, the stack is ended too.
  onEndSignal(async () => {
    child.kill('SIGTERM');
    await waitUntil(() => ended, { what: 'the stack to stop', within_ms: STOP_WITHIN_MS });
  });
  let shown = 0;
  await waitUntil(
    () => {
      const said = existsSync(log) ? readFileSync(log, 'utf8') : '';
      process.stdout.write(said.slice(shown));
      shown = said.length;
      if (ended) return true;
      const runtime = readRuntime(instance.runtime_file);
      return runtime?.ready === true && runtime.supervisor_pid === child.pid && said.includes('npm stop');
    },
    { what: 'the stack to start', within_ms: START_WITHIN_MS },
  );
  if (ended) process.exitCode = 1;
}

function describe(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message}\n  ${describe(cause)}` : message;
}
