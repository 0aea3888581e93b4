import { kafkaAccess, readInstance, readRuntime } from '@stockproof/embedded';
import { waitUntil } from '@stockproof/timing';
import { createKafkaJsBroker } from '@stockproof/kafka';
import { createMarketplace, createRandom, type Posting, requestsOf } from '@stockproof/workload';
import { BoundClient } from '@stockproof/postgres';
import type pg from 'pg';
import { endToEnd, percentile } from './latency.js';
import { compare, ledgerEvents, type Parity } from './parity.js';
import { post } from './post.js';
import { readSellers } from './sellers.js';
import { PublishedTail } from './published-tail.js';

export interface DemoOptions {
  readonly rate: number;
  readonly seconds: number;
  readonly seed: number;
  readonly skus: number;
}

const SETTLE_WITHIN_MS = 60_000;
const TICK_MS = 50;

interface Tally {
  sent: number;
  queued: number;
  refused: number;
  duplicates: number;
}

/** Posts for a while, prints progress, compares at the end. True if ledger, view and topic agree. */
export async function runDemo(options: DemoOptions): Promise<boolean> {
  const instance = readInstance();
  const runtime = readRuntime(instance.runtime_file);
  if (runtime?.ready !== true) throw new Error('nothing runs here: `npm start` in another terminal first');
  const prefix = `demo-${Date.now().toString(36)}`;
  const broker = createKafkaJsBroker({
    client_id: 'stockproof-demo',
    ...kafkaAccess(instance.home, instance.kafka),
  });
  const tail = await PublishedTail.open(broker, prefix);
  const inventory = new BoundClient(runtime.databases['inventory'] ?? '');
  const availability = new BoundClient(runtime.databases['availability'] ?? '');
  await Promise.all([inventory.connect(), availability.connect()]);
  try {
    const tally: Tally = { sent: 0, queued: 0, refused: 0, duplicates: 0 };
    const answered = new Map<string, number>();
    const line = setInterval(() => show(tally, tail), 1_000);
    await postAll(options, prefix, instance.urls.ingestion, readSellers(instance), tally, answered);
    const parity = await settle(inventory, availability, tail, prefix);
    clearInterval(line);
    show(tally, tail);
    const delays = endToEnd(answered, await ledgerEvents(inventory, prefix), tail);
    return report(parity, delays);
  } finally {
    await Promise.all([tail.close(), inventory.end(), availability.end()]);
  }
}

async function postAll(
  { rate, seconds, seed, skus }: DemoOptions,
  prefix: string,
  url: string,
  sellers: ReadonlyMap<string, string>,
  tally: Tally,
  answered: Map<string, number>,
): Promise<void> {
  const shares = { redelivered: 0.05, conflicting: 0.01, late: 0.02, invalid: 0.01, hot: 0.3 };
  const marketplace = createMarketplace({ seed, prefix, sellers: [...sellers.keys()], skus, ...shares });
  const random = createRandom(seed + 1);
  const began_ms = Date.now();
  const under_way: Promise<void>[] = [];
  while (Date.now() - began_ms < seconds * 1_000) {
    // Bursts: sometimes twice the rate, and less in between.
    const due =
      Math.floor(((Date.now() - began_ms) / 1_000) * rate * (random.chance(0.1) ? 1.1 : 1)) - tally.sent;
    const postings = Array.from({ length: Math.min(1_000, Math.max(0, due)) }, () =>
      marketplace.next(Date.now()),
    );
    tally.sent += postings.length;
    for (const { seller_id, postings: mine } of requestsOf(postings)) {
      under_way.push(send(url, sellers.get(seller_id) ?? '', mine, tally, answered));
    }
    await new Promise((tick) => setTimeout(tick, TICK_MS));
  }
  await Promise.all(under_way);
}

async function send(
  url: string,
  api_key: string,
  postings: readonly Posting[],
  tally: Tally,
  answered: Map<string, number>,
): Promise<void> {
  const { queued, refused } = await post(url, api_key, postings);
  const at_ms = Date.now();
  tally.queued += queued;
  tally.refused += refused;
  for (const { kind, seller_id, body } of postings) {
    if (kind === 'redelivered') tally.duplicates += 1;
    const name = `${seller_id}\u001f${String(body['event_id'])}`;
    if (!answered.has(name)) answered.set(name, at_ms);
  }
}

/** Waits until there is no difference, or the time is up. */
async function settle(
  inventory: pg.Client,
  availability: pg.Client,
  tail: PublishedTail,
  prefix: string,
): Promise<Parity> {
  let parity: Parity = { offers: 0, differences: [] };
  await waitUntil(
    async () => {
      parity = await compare(inventory, availability, tail, prefix);
      return parity.offers > 0 && parity.differences.length === 0;
    },
    { what: 'ledger, view and topic to agree', within_ms: SETTLE_WITHIN_MS, every_ms: 500 },
  ).catch(() => undefined);
  return parity;
}

function show({ sent, queued, refused, duplicates }: Tally, tail: PublishedTail): void {
  const delays = tail.takeDelays();
  const latency = `ledger to topic p50 ${percentile(delays, 0.5)} ms, p99 ${percentile(delays, 0.99)} ms`;
  console.log(
    `sent ${sent}  queued ${queued}  refused ${refused}  redelivered ${duplicates}  published ${tail.messages}  ${latency}`,
  );
}

function report({ offers, differences }: Parity, delays: readonly number[]): boolean {
  const [p50, p99, worst] = [percentile(delays, 0.5), percentile(delays, 0.99), percentile(delays, 1)];
  console.log(`202 to topic over ${delays.length} events: p50 ${p50} ms, p99 ${p99} ms, worst ${worst} ms`);
  for (const difference of differences.slice(0, 20)) console.error(`DIFFERENCE ${difference}`);
  const verdict = differences.length === 0 ? 'agree' : `differ in ${differences.length} places`;
  console.log(`ledger, view and topic ${verdict} over ${offers} offers`);
  return differences.length === 0 && offers > 0;
}
