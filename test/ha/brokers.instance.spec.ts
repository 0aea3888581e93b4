import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, kafkaClient, type RunningStack, runningStack, seller } from '@stockproof/testing';
import { createMarketplace } from '@stockproof/workload';
import { expectAgreement, expectClosedAccounts } from '../model/agreement.js';
import { SteadyLoad } from '../model/steady-load.js';
import { freePorts, startInstance, stopInstance } from '../stack/instance.js';

const PORTS = 32;
const SHARES = { redelivered: 0.05, conflicting: 0.01, late: 0.02, invalid: 0, hot: 0.3 };
/** How long a broker's session lasts is the longest part of it; the rest is for a slow machine. */
const MAX_STOP_MS = 30_000;
const SKUS = 20;

/** Three brokers, two workers and two copies of each service: its own instance, of which a broker is killed. */
describe('with several brokers', () => {
  let env: Record<string, string>;
  let stack: RunningStack;
  const test_home = process.env['STOCKPROOF_TEST_HOME'];

  beforeAll(async () => {
    const [first = 0] = await freePorts(PORTS);
    env = await startInstance({
      // Containers have one node of each yet.
      STOCKPROOF_SERVERS: 'embedded',
      STOCKPROOF_TOPOLOGY: 'ha',
      STOCKPROOF_HA_FIRST_PORT: String(first),
    });
    process.env['STOCKPROOF_TEST_HOME'] = env['STOCKPROOF_HOME'];
    stack = runningStack();
  });
  afterAll(async () => {
    process.env['STOCKPROOF_TEST_HOME'] = test_home;
    if (env !== undefined) await stopInstance(env);
  });

  /** Of each partition of all topics, Kafka's own included: its topic, its leader and its copies in sync. */
  async function partitions(): Promise<{ topic: string; leader: number; copies: number; in_sync: number }[]> {
    const admin = kafkaClient(stack).admin();
    await admin.connect();
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: await admin.listTopics() });
      return topics.flatMap(({ name, partitions: all }) =>
        all.map(({ leader, replicas, isr }) => ({
          topic: name,
          leader,
          copies: replicas.length,
          in_sync: isr.length,
        })),
      );
    } finally {
      await admin.disconnect();
    }
  }

  const allInSync = (): Promise<void> =>
    eventually(async () => {
      const found = await partitions();
      expect(found.filter(({ copies, in_sync }) => copies !== 3 || in_sync !== 3)).toEqual([]);
      expect(new Set(found.map(({ leader }) => leader)).size).toBeGreaterThan(1);
    }, 90_000);

  it('every topic has three copies, Kafka’s and Connect’s own too, and every node is named', async () => {
    await allInSync();
    const topics = new Set((await partitions()).map(({ topic }) => topic));
    for (const internal of ['__consumer_offsets', '__transaction_state', 'stockproof_connect_offsets'])
      expect(topics).toContain(internal);
    expect(Object.keys(stack.parts)).toEqual(
      expect.arrayContaining(['kafka', 'kafka-2', 'kafka-3', 'connect', 'connect-2', 'ingestion-2']),
    );
  });

  it('a broker that leads partitions is killed under load: nothing acknowledged is lost or doubled, and posting goes on', async () => {
    const poster = await seller(stack);
    const options = { seed: 93, prefix: 'brokers', sellers: [poster.seller_id], skus: SKUS, ...SHARES };
    const load = new SteadyLoad(poster, createMarketplace(options));
    await eventually(() => Promise.resolve(expect(load.acknowledged).toBeGreaterThan(200)));
    load.takeLongestStop();
    const [updates] = (await partitions()).filter(({ topic }) => topic === 'inventory.updates.v1');
    const leader = updates?.leader === 1 ? 'kafka' : `kafka-${updates?.leader}`;
    const pid = runningStack().parts[leader]?.pid ?? 0;
    process.kill(pid, 'SIGKILL');
    await eventually(() => Promise.resolve(expect(runningStack().parts[leader]?.pid).not.toBe(pid)), 60_000);
    await allInSync();
    await load.stop();
    const stopped_ms = load.takeLongestStop();
    console.log(
      `posting stood still for ${(stopped_ms / 1_000).toFixed(1)} s at most after ${leader} was killed`,
    );
    expect(stopped_ms).toBeLessThan(MAX_STOP_MS);
    await expectAgreement(stack, load.model, [poster.seller_id], {
      more_duplicates: true,
      within_ms: 120_000,
    });
    await expectClosedAccounts(stack);
  });
});
