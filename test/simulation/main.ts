import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { recordRuns } from '@stockproof/embedded';
import { readOptions, type SimulateOptions } from './run/read-options.js';
import { failureText, summaryText } from './run/report.js';
import type { Report, ReportedResult } from './run/worker.js';

// `npm run simulate -- --seeds 300 --from 1 --events 500`: worlds, each decided by its seed. Exit code 0:
// every invariant held.
if (process.argv.includes('--pin')) {
  const { pinStatements } = await import('./run/pin-statements.js');
  console.log(`${await pinStatements()} statements written down`);
  process.exit(0);
}
const options = readOptionsOrEnd();
const began_ms = performance.now();
const results: ReportedResult[] = [];
// A world creates much short-lived data: with a larger young generation less of it is copied.
const LIMITS = { maxYoungGenerationSizeMb: 128, maxOldGenerationSizeMb: 2_048 };
const ENOUGH = 3;
/** A run of at least this many seeds is recorded. */
const MANY = 1_000;
let failures = 0;
const running: Worker[] = [];
const workers = Math.min(availableParallelism(), options.seeds);
await Promise.all(Array.from({ length: workers }, (_none, first) => work(first)));
console.log(summaryText(results, (performance.now() - began_ms) / 1_000));
const ok = results.every(({ violations }) => violations.length === 0) && results.length === options.seeds;
if (options.seeds >= MANY)
  recordRuns({ simulate: { figures: `${results.length} seeds of ${options.events} events`, ok } });
process.exitCode = ok ? 0 : 1;

function work(first: number): Promise<void> {
  const worker = new Worker(new URL('./run/worker.js', import.meta.url), {
    workerData: { options, first, step: workers },
    resourceLimits: LIMITS,
  });
  running.push(worker);
  worker.on('message', (reported: Report) => {
    results.push(reported.result);
    if (reported.fingerprint !== null) console.log(`fingerprint ${reported.fingerprint}`);
    if (reported.smallest !== null) broken(reported);
    if (results.length % 500 === 0) console.log(`${results.length} of ${options.seeds} seeds`);
  });
  return new Promise((done, fail) => {
    worker.on('error', fail);
    worker.on('exit', () => done());
  });
}

/** A few violations are enough; shrinking one costs as much as many seeds that hold. */
function broken(reported: Report): void {
  console.log(failureText(reported));
  failures += 1;
  if (failures < ENOUGH) return;
  console.log(`stopped after ${ENOUGH} broken seeds; ${results.length} of ${options.seeds} were run`);
  for (const one of running) void one.terminate();
}

function readOptionsOrEnd(): SimulateOptions {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error((error as Error).message);
    process.exit(2);
  }
}
