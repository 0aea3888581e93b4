import { setTimeout as delay } from 'node:timers/promises';
import { InvalidArgumentError, type Command } from 'commander';
import { type Instance, isAlive, readInstance, readRuntime } from '@stockproof/embedded';
import { printJson } from '../acting.js';
import { askService } from '../api/ask-service.js';
import { partLines } from '../instance/status.js';
import { needsAttention, overviewLines } from './overview-lines.js';
import { type Asking, readOverview } from './read-overview.js';

interface WatchOptions {
  readonly once?: boolean;
  readonly json?: boolean;
  readonly every: number;
}

const HOME = '\u001b[H';
const TO_END_OF_LINE = '\u001b[K';
const BELOW = '\u001b[J';

/** `stockproof watch`: an overview that is drawn again until q or Ctrl-C. */
export function addWatchCommand(program: Command): void {
  program
    .command('watch')
    .description('hops, confidence, runs, approvals and dead letters, drawn again every 2 s; q ends it')
    .option('--once', 'print it once; exit code 1 if something is not as it should be')
    .option('--json', 'for programs: one line each time, or one object with --once')
    .option('--every <seconds>', 'between two readings, 1 to 3600', everySeconds, 2)
    .action(watch);
}

async function watch({ once = false, json = false, every }: WatchOptions): Promise<void> {
  const ask = asking(readInstance());
  if (once) {
    const overview = await readOverview(ask, Date.now());
    if (json) printJson(overview);
    else for (const line of overviewLines(overview, process.stdout.columns)) console.log(line);
    if (needsAttention(overview)) process.exitCode = 1;
    return;
  }
  const ended = untilEnded();
  try {
    while (!ended.signal.aborted) {
      const overview = await readOverview(ask, Date.now());
      if (ended.signal.aborted) break;
      if (json) console.log(JSON.stringify(overview));
      else draw([...overviewLines(overview, process.stdout.columns), '', 'q ends it']);
      await delay(every * 1_000, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  } finally {
    ended.release();
  }
}

/** Over what is there, so that nothing flickers; without a terminal one below the other. */
function draw(lines: readonly string[]): void {
  if (!process.stdout.isTTY) return void process.stdout.write(`${lines.join('\n')}\n\n`);
  const shown = lines.slice(0, process.stdout.rows);
  process.stdout.write(`${HOME}${shown.join(`${TO_END_OF_LINE}\n`)}${TO_END_OF_LINE}${BELOW}`);
}

/** Aborts at q, Ctrl-C or a signal. `release` gives the terminal back. */
function untilEnded(): { readonly signal: AbortSignal; readonly release: () => void } {
  const { stdin } = process;
  const controller = new AbortController();
  const end = (): void => controller.abort();
  const onKeys = (keys: Buffer): void => {
    if (/[qQ\u0003\u0004]/.test(keys.toString('utf8'))) end();
  };
  process.on('SIGINT', end).on('SIGTERM', end);
  process.stdout.on('error', end);
  if (stdin.isTTY) stdin.setRawMode(true).resume().on('data', onKeys);
  if (process.stdout.isTTY) process.stdout.write(`\u001b[2J`);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', end).off('SIGTERM', end);
      if (stdin.isTTY) stdin.setRawMode(false).pause().off('data', onKeys);
      if (process.stdout.isTTY) process.stdout.write('\n');
    },
  };
}

function asking(instance: Instance): Asking {
  return {
    command_handler: (path) => askService(instance, 'command_handler', path),
    availability: (path) => askService(instance, 'availability', path),
    recovery: (path) => askService(instance, 'recovery', path),
    parts: async () => {
      const runtime = readRuntime(instance.runtime_file);
      if (runtime === null || !isAlive(runtime.supervisor_pid))
        throw new Error('nothing runs here: `npm start`');
      return partLines(instance, runtime);
    },
  };
}

function everySeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds >= 1 && seconds <= 3_600)) throw new InvalidArgumentError('a number from 1 to 3600.');
  return seconds;
}
