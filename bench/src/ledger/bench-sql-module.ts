import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { decodeUpdate, TOPICS } from '@stockproof/events';
import { BoundClient, HeldShard } from '@stockproof/postgres';
import { migratedDatabase, type TestDatabase } from '@stockproof/testing';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { splitBatch } from '../../../apps/command-handler/src/apply-batch/split-batch.js';
import type { UpdateDelivery } from '../../../apps/command-handler/src/decode/delivery.js';
import { ShardSession } from '../../../apps/command-handler/src/apply-batch/session.js';
import { migrations } from '../../../apps/command-handler/src/migrations/index.js';
import { ledgerFault } from './check-ledger.js';
import { type BenchEvent, benchEvents, distinct } from '../events.js';
import { figure, type Line, perSecond } from '../report.js';

const EVENTS = 60_000;
const BATCH = 2_000;
const REPEATS = 5;

/**
 * Compares decoded events to the committed ledger, on one and on two connections, with COPY of the same rows.
 */
export async function benchSqlModule(): Promise<Line[]> {
  const best = { one: 0, two: 0, copy: 0 };
  let wrong: string | null = null;
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    for (const connections of [1, 2] as const) {
      const database = await migratedDatabase(migrations);
      try {
        const events = benchEvents(EVENTS, `${repeat}-${connections}`, 1);
        const rate = await applyAll(database, deliveries(events, connections));
        const name = connections === 1 ? 'one' : 'two';
        best[name] = Math.max(best[name], rate);
        wrong ??= await ledgerFault(database.pool, distinct(events), events.length - distinct(events));
        if (connections === 1) best.copy = Math.max(best.copy, await copyRate(database, distinct(events)));
      } finally {
        await database.drop();
      }
    }
  }
  const line = (name: string, rate: number, goal: number): Line => ({
    path: `set-based SQL module, ${name}`,
    ours: figure(rate, 'ev/s'),
    peer: `${figure(best.copy, 'rows/s')} COPY`,
    ratio: rate / best.copy,
    goal,
    wrong,
  });
  return [line('one connection', best.one, 0.15), line('two connections', best.two, 0.25)];
}

/** Divides events among connections; all events of an offer use the same one. */
function deliveries(events: readonly BenchEvent[], connections: number): UpdateDelivery[][] {
  const lists = Array.from({ length: connections }, () => [] as UpdateDelivery[]);
  for (const [source_offset, event] of events.entries()) {
    const value = Buffer.from(JSON.stringify(event));
    const decoded = decodeUpdate(value, Date.now());
    if (!decoded.ok) throw new Error(decoded.detail);
    const source_partition = Number(event.sku.slice(4)) % connections;
    lists[source_partition]?.push({
      kind: 'update',
      update: decoded.update,
      request_hash: decoded.request_hash,
      source_topic: TOPICS.updates,
      source_partition,
      source_offset,
      correlation_id: null,
      causation_id: null,
      traceparent: null,
      value,
    });
  }
  return lists;
}

async function applyAll({ pool }: TestDatabase, lists: readonly UpdateDelivery[][]): Promise<number> {
  const context = {
    pool,
    now_ms: Date.now,
    onRetry: (error: Error) => console.error(error.message),
    topics: {
      rejections_topic: TOPICS.rejections,
      command_outcomes_topic: TOPICS.commandOutcomes,
      dead_letters_topic: TOPICS.deadLetters,
    },
  };
  const sessions = await Promise.all(
    lists.map(async (_list, partition) => {
      return new ShardSession(
        await HeldShard.claim(
          pool,
          { consumer_group: 'bench', partition, topics: [TOPICS.updates] },
          'bench',
        ),
      );
    }),
  );
  const began_ms = performance.now();
  await Promise.all(
    sessions.map(async (session, index) => {
      const list = lists[index] ?? [];
      for (let start = 0; start < list.length; start += BATCH)
        await splitBatch(context, session, list.slice(start, start + BATCH));
    }),
  );
  return perSecond(EVENTS, performance.now() - began_ms);
}

/** COPY of the ledger's rows, prepared as text, into a table with the same columns and primary key. */
async function copyRate({ url }: TestDatabase, rows: number): Promise<number> {
  // Not from the pool: its clients pipeline, and COPY cannot be pipelined.
  const client = new BoundClient(url);
  await client.connect();
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of client.query(copyTo('COPY inventory_transaction TO STDOUT')))
      chunks.push(chunk as Buffer);
    await client.query('CREATE TABLE copied (LIKE inventory_transaction, PRIMARY KEY (seller_id, event_id))');
    const began_ms = performance.now();
    await pipeline(Readable.from(chunks), client.query(copyFrom('COPY copied FROM STDIN')));
    return perSecond(rows, performance.now() - began_ms);
  } finally {
    await client.end();
  }
}
