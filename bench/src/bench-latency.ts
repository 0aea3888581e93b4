import { setTimeout as delay } from 'node:timers/promises';
import { TOPICS } from '@stockproof/events';
import { type BrokerConsumer, type ConsumedMessage, followTopic } from '@stockproof/kafka';
import { eventually, type RunningStack, seller, testBroker } from '@stockproof/testing';
import { cpuShares } from './latency/cpu-shares.js';
import { type Moments, stageLines } from './latency/stages.js';
import type { Line } from './report.js';

const RATE = Number(process.env['STOCKPROOF_BENCH_RATE'] ?? 500);
const WARM_S = 15;
const RUN_S = 30;
const TURN_MS = 5;
const GOAL_MS = 1_000;

type Seen = Map<string, Moments>;

/**
 * From the answer 202 to the message on the availability topic, of single events at a steady rate, each of a new offer.
 * Open loop: an event is posted when it is due, whatever became of those before. Prints where the time and the CPU went.
 */
export async function benchLatency(stack: RunningStack): Promise<Line> {
  const seen: Seen = new Map();
  const readers = await Promise.all([
    follow(TOPICS.ledgerChanges, seen, (moments) => (moments.captured_ms ??= Date.now())),
    follow(TOPICS.availability, seen, (moments, { value, headers }) => {
      const { accepted_at } = JSON.parse(String(value)) as { accepted_at: string };
      moments.accepted_ms ??= Date.parse(accepted_at);
      moments.published_ms ??= Date.parse(headers['published_at'] ?? '');
      moments.seen_ms ??= Date.now();
    }),
  ]);
  try {
    await post(stack, seen, WARM_S, 'warm');
    const shares = cpuShares(stack);
    const run = await post(stack, seen, RUN_S, 'run');
    const used = shares();
    await eventually(async () => {
      const missing = run.filter(({ seen_ms }) => seen_ms === null).length;
      if (missing > 0) throw new Error(`${missing} of ${run.length} are not on the topic`);
    }, 60_000);
    const { lines, whole } = stageLines(run);
    for (const line of [...lines, `CPU, % of one core: ${used}`]) console.log(`  ${line}`);
    return {
      path: `202 to the topic, ${RATE} single events/s`, ours: `p50 ${whole.p50}, p95 ${whole.p95}, p99 ${whole.p99} ms`, peer: `p99 of ${GOAL_MS} ms`,
      ratio: GOAL_MS / whole.p99, goal: 1, wrong: run.length === RUN_S * RATE ? null : `${run.length} of ${RUN_S * RATE} were accepted`,
    };
  } finally {
    for (const reader of readers) await reader.stop();
  }
}

/** Posts for so long; gives the moments of what was accepted. */
async function post(stack: RunningStack, seen: Seen, seconds: number, name: string): Promise<Moments[]> {
  const poster = await seller(stack);
  const posted: Promise<Moments | null>[] = [];
  const one = async (sku: string): Promise<Moments | null> => {
    const answer = await poster.post({ event_id: sku, sku, quantity: 1, operation: 'I', event_time: '2026-06-19T18:23:11Z', seller_id: poster.seller_id });
    await answer.arrayBuffer();
    if (answer.status !== 202) return null;
    const moments = momentsOf(seen, sku);
    moments.acknowledged_ms = Date.now();
    return moments;
  };
  for (const began_ms = performance.now(); posted.length < seconds * RATE;) {
    const due = Math.min(seconds * RATE, Math.floor(((performance.now() - began_ms) / 1_000) * RATE));
    while (posted.length < due) posted.push(one(`${name}-${posted.length}`));
    await delay(TURN_MS);
  }
  return (await Promise.all(posted)).filter((moments) => moments !== null);
}

/** Notes when a topic had what of which SKU, from its present end on. */
function follow(topic: string, seen: Seen, note: (moments: Moments, message: ConsumedMessage) => unknown): Promise<BrokerConsumer> {
  return followTopic(testBroker(), {
    topic, group_prefix: 'bench.latency', max_batch: 5_000, min_bytes: 1, max_wait_ms: 10,
    onMessages: (messages) => {
      for (const message of messages) {
        const sku = /"after":\{[^}]*"sku":"([^"]+)"|^\{"schema_version":2,"sku":"([^"]+)"/.exec(String(message.value));
        const name = sku?.[1] ?? sku?.[2];
        if (name !== undefined) note(momentsOf(seen, name), message);
      }
    },
  });
}

function momentsOf(seen: Seen, sku: string): Moments {
  const moments = seen.get(sku) ?? { acknowledged_ms: null, accepted_ms: null, captured_ms: null, published_ms: null, seen_ms: null };
  seen.set(sku, moments);
  return moments;
}
