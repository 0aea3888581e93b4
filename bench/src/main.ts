import { benchCommandHandler } from './bench-command-handler.js';
import { benchDecode } from './bench-decode.js';
import { benchEdge } from './bench-edge.js';
import { benchEventStore } from './bench-event-store.js';
import { benchLatency } from './bench-latency.js';
import { benchPipeline } from './bench-pipeline.js';
import { benchReplay } from './bench-replay.js';
import { benchSqlModule } from './bench-sql-module.js';
import { quiet, wake, withOwnStack } from './own-stack.js';
import { pgbenchRate } from './peer-pgbench.js';
import { type Line, print } from './report.js';

const REPEATS = 3;

// Isolated paths first, on a machine with nothing but PostgreSQL and Kafka beside them; then the whole.
await withOwnStack(async (stack) => {
  const lines: Line[] = [];
  const add = (...more: readonly Line[]): void => {
    lines.push(...more);
    for (const { path, ours, peer } of more) console.log(`${path}: ${ours}, ${peer}`);
  };
  if (process.argv.includes('--latency')) {
    if (!print([await benchLatency(stack)])) process.exitCode = 1;
    return;
  }
  await quiet(stack);
  if (process.argv.includes('--replay')) {
    if (!print(await benchReplay())) process.exitCode = 1;
    return;
  }
  if (process.argv.includes('--event-store')) {
    if (!print(await benchEventStore())) process.exitCode = 1;
    return;
  }
  const pgbench_rate = await pgbenchRate(REPEATS);
  add(...(await benchSqlModule()));
  add(await benchCommandHandler(stack, pgbench_rate));
  add(...(await benchEventStore()));
  add(await benchEdge());
  await wake(stack);
  add(await benchLatency(stack));
  add(...(await benchPipeline(stack, pgbench_rate)));
  add(await benchDecode());
  await quiet(stack);
  add(...(await benchReplay()));
  console.log();
  if (!print(lines)) process.exitCode = 1;
});
