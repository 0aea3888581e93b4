import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { benchCapacity } from './capacity/bench-capacity.js';
import { printSizes } from './capacity/print-sizes.js';
import { benchConfidence, CONFIDENCE_SETTINGS } from './confidence/bench-confidence.js';
import { benchCommandHandler } from './ledger/bench-command-handler.js';
import { benchDecode } from './decoding/bench-decode.js';
import { benchEdge } from './edge/bench-edge.js';
import { benchEventStore } from './ledger/bench-event-store.js';
import { benchFile } from './files/bench-file.js';
import { benchFetch } from './decoding/bench-fetch.js';
import { benchLatency } from './latency/bench-latency.js';
import { benchMemory } from './memory/bench-memory.js';
import { benchPipeline, benchSustained } from './pipeline/bench-pipeline.js';
import { benchReplay } from './replay/bench-replay.js';
import { benchSealedHistory } from './sealed-history/bench-sealed-history.js';
import { benchSqlModule } from './ledger/bench-sql-module.js';
import { benchUnits } from './verification/bench-units.js';
import { benchVerify } from './verification/bench-verify.js';
import { benchVerifyOne } from './verification/bench-verify-one.js';
import { benchVerifyAll } from './verification/bench-verify-all.js';
import { benchWorkers } from './verification/bench-workers.js';
import { type CpuRow } from './resources/cpu-by-part.js';
import { quiet, wake, withOwnStack } from './own-stack.js';
import { pgbenchRate } from './ledger/peer-pgbench.js';
import { type Line, print, printCpu, printMemory } from './report.js';

const REPEATS = 3;
const PARTS = [
  '--latency',
  '--event-store',
  '--pipeline',
  '--sustained',
  '--replay',
  '--sealed-history',
  '--memory',
  '--verify',
  '--verify-all',
  '--capacity',
  '--confidence',
  '--verify-units',
  '--verify-one',
  '--file',
];
/** Default number of events, for benchmarks that take a number. */
const EVENTS: Readonly<Record<string, number>> = {
  '--memory': 1_000_000,
  '--verify': 100_000,
  '--verify-all': 200_000,
  '--capacity': 100_000,
  '--confidence': 100_000,
  '--verify-units': 200_000,
  '--verify-one': 1_000_000,
  '--file': 1_000_000,
};

/** Sealing often, so that the segments of the events that were sent are there at the end. */
const SEALING = {
  STOCKPROOF_SEALED_STORE: pathToFileURL(join(tmpdir(), `stockproof-bench-sealed-${process.pid}`)).href,
  STOCKPROOF_SEAL_INTERVAL_MS: '3000',
  STOCKPROOF_SEAL_MIN_MESSAGES: '100',
};

const given = process.argv.slice(2);
/** `--workers N` after `--verify-all`: with N recovery processes against one. */
const at = given.indexOf('--workers');
const workers = at < 0 ? null : (given.splice(at, 2)[1] ?? '');
const [only, events = String(EVENTS[given[0] ?? ''] ?? 1_000), offers = null] = given;
if (only !== undefined && !PARTS.includes(only)) {
  console.error(`there is no benchmark ${only}: ${PARTS.join(', ')}, or nothing for all`);
  process.exit(2);
}
if (!/^[1-9]\d{3,}$/.test(events)) {
  console.error(`${events} events: give a number of at least 1000`);
  process.exit(2);
}
if (
  offers !== null &&
  (only !== '--verify-all' || !/^[1-9]\d*$/.test(offers) || Number(offers) > Number(events))
) {
  console.error(
    `${offers} offers: only --verify-all takes a number of offers after that of events, at most as many`,
  );
  process.exit(2);
}
if (workers !== null && (only !== '--verify-all' || !/^[2-9]$/.test(workers))) {
  console.error('--workers takes 2 to 9 processes, and belongs to --verify-all');
  process.exit(2);
}
const whole = only === undefined;
if (only === '--capacity') Object.assign(process.env, SEALING);
if (only === '--confidence') Object.assign(process.env, CONFIDENCE_SETTINGS);

// First latency on a stack at rest, then single paths with only PostgreSQL and Kafka running, then the whole
// path.
await withOwnStack(async (stack) => {
  if (only === '--memory') {
    if (!printMemory(await benchMemory(stack, Number(events)))) process.exitCode = 1;
    return;
  }
  if (only === '--capacity') {
    const { units, cpu: costs, wrong } = await benchCapacity(stack, Number(events));
    printSizes(units);
    printCpu(costs);
    if (wrong === null) return;
    console.log(`WRONG: ${wrong}`);
    process.exitCode = 1;
    return;
  }
  if (only === '--file') {
    const wrong = await benchFile(stack, Number(events));
    if (wrong === null) return;
    console.log(`WRONG: ${wrong}`);
    process.exitCode = 1;
    return;
  }
  const lines: Line[] = [];
  const cpu: CpuRow[] = [];
  const add = (...more: readonly Line[]): void => {
    lines.push(...more);
    for (const { path, ours, peer } of more) console.log(`${path}: ${ours}, ${peer}`);
  };
  if (whole || only === '--latency') add(...(await benchLatency(stack)));
  if (only === '--confidence') add(...(await benchConfidence(stack, Number(events))));
  if (whole || only === '--verify')
    add(...(await benchVerify(stack, Number(whole ? EVENTS['--verify'] : events))));
  await quiet(stack);
  const pgbench_rate = whole || only === '--pipeline' ? await pgbenchRate(REPEATS) : 0;
  if (only === '--sustained') {
    await wake(stack);
    cpu.push(...(await benchSustained(stack)));
  }
  if (whole) add(...(await benchSqlModule()), await benchCommandHandler(stack, pgbench_rate));
  if (whole || only === '--event-store') add(...(await benchEventStore()));
  if (whole) add(await benchEdge());
  if (whole || only === '--pipeline') {
    await wake(stack);
    const pipeline = await benchPipeline(stack, pgbench_rate);
    add(...pipeline.lines);
    cpu.push(...pipeline.cpu);
    if (whole) add(await benchDecode(), ...(await benchFetch()));
    await quiet(stack);
  }
  if (whole || only === '--replay') add(...(await benchReplay()));
  if (workers !== null) add(...(await benchWorkers(stack, Number(events), Number(workers))));
  else if (whole || only === '--verify-all')
    add(
      ...(await benchVerifyAll(
        Number(whole ? EVENTS['--verify-all'] : events),
        offers === null ? null : Number(offers),
      )),
    );
  if (only === '--verify-one') add(...(await benchVerifyOne(Number(events))));
  if (only === '--verify-units') add(...(await benchUnits(Number(events))));
  if (whole || only === '--sealed-history') add(...(await benchSealedHistory()));
  console.log();
  if (cpu.length > 0) printCpu(cpu);
  if (lines.length > 0 && !print(lines)) process.exitCode = 1;
});
