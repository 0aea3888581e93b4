import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { kafkaAccess } from '@stockproof/embedded';
import { skuPartition, TOPICS } from '@stockproof/events';
import {
  eventually,
  type RunningStack,
  signed,
  testBroker,
  migratedDatabase,
  testTopics,
} from '@stockproof/testing';
import type { Pool } from 'pg';
import { migrations } from '../../../apps/command-handler/src/migrations/index.js';
import { ledgerFault } from './check-ledger.js';
import { type BenchEvent, benchEvents, distinct } from '../events.js';
import { figure, type Line, perSecond } from '../report.js';

const EVENTS = 200_000;
const SEND = 5_000;

/**
 * Compares the service, from Kafka to the committed ledger, with pgbench running the same transaction for one
 * event.
 */
export async function benchCommandHandler(stack: RunningStack, pgbench_rate: number): Promise<Line> {
  const broker = testBroker();
  const [prefix, database] = await Promise.all([testTopics(broker), migratedDatabase(migrations)]);
  try {
    const events = benchEvents(EVENTS, 'handler');
    await send(prefix, events);
    const rate = await timeService(stack, prefix, database.url, database.pool);
    return {
      path: 'command handler, Kafka to ledger',
      ours: figure(rate, 'ev/s'),
      peer: `${figure(pgbench_rate, 'tx/s')} pgbench -c 8`,
      ratio: rate / pgbench_rate,
      goal: 8,
      wrong: await ledgerFault(database.pool, distinct(events), EVENTS - distinct(events)),
    };
  } finally {
    await database.drop();
  }
}

async function send(prefix: string, events: readonly BenchEvent[]): Promise<void> {
  const producer = await testBroker().producer();
  for (let start = 0; start < events.length; start += SEND) {
    await producer.send(
      prefix + TOPICS.updates,
      events.slice(start, start + SEND).map((event) =>
        signed({
          partition: skuPartition(event.sku, 8),
          key: event.sku,
          value: JSON.stringify(event),
        }),
      ),
    );
  }
  await producer.close();
}

/** Measured from the first committed batch to the last; start-up and the first batch are not counted. */
async function timeService(stack: RunningStack, prefix: string, url: string, pool: Pool): Promise<number> {
  const part = stack.parts['command-handler'];
  if (part === undefined) throw new Error('the stack has no command handler');
  const env = {
    ...process.env,
    ...part.env,
    STOCKPROOF_TOPIC_PREFIX: prefix,
    STOCKPROOF_INVENTORY_DATABASE_URL: url,
    STOCKPROOF_COMMAND_HANDLER_PORT: '28499',
    // The service's login has rights on the platform's topics, not on those of a benchmark.
    STOCKPROOF_KAFKA_LOGIN: kafkaAccess(stack.home, stack.urls.kafka).login,
  };
  const service = spawn(part.command, part.args, { env, stdio: 'inherit' });
  const ended = once(service, 'exit');
  const received = async (): Promise<number> => {
    const { rows } = await pool.query<{ received: number }>(
      'SELECT coalesce(sum(received), 0)::bigint AS received FROM accounting',
    );
    return rows[0]?.received ?? 0;
  };
  const reached = (least: number) =>
    eventually(async () => {
      const now = await received();
      if (now < least) throw new Error(`${now} of ${least}`);
      return { count: now, at_ms: performance.now() };
    }, 120_000);
  try {
    const first = await reached(1);
    const last = await reached(EVENTS);
    return perSecond(last.count - first.count, last.at_ms - first.at_ms);
  } finally {
    service.kill('SIGTERM');
    await ended;
  }
}
