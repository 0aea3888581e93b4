import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { askControl } from '@stockproof/embedded';
import { eventually, type RunningStack, runningStack, seller } from '@stockproof/testing';
import { createMarketplace } from '@stockproof/workload';
import { expectAgreement, expectClosedAccounts } from '../model/agreement.js';
import { javaPartition } from '../model/java-partition.js';
import { awaitInSync, keptPartitions } from '../model/replicas.js';
import { SteadyLoad } from '../model/steady-load.js';
import { severalNodes, startInstance, stopInstance } from '../stack/instance.js';

const SHARES = { redelivered: 0.05, conflicting: 0.01, late: 0.02, invalid: 0, hot: 0.3 };
/** A broker's session is the longest part of it; the rest is for a slow machine. */
const MAX_STOP_MS = 30_000;
const AGREE_WITHIN_MS = 60_000;
const SKUS = 20;
/** The loss of a broker takes longer (docs/adr/0093). */
const LOSS = process.env['STOCKPROOF_TEST_LOSS'] === 'true';
const EVENTS = 200;

/** Three brokers and two workers: its own instance, of which a broker is killed. */
describe('with several brokers', () => {
  let env: Record<string, string>;
  let stack: RunningStack;
  const test_home = process.env['STOCKPROOF_TEST_HOME'];

  beforeAll(async () => {
    // One copy of each service, which starts sooner; `npm run torture -- --ha` has two.
    env = await startInstance({ ...(await severalNodes()), STOCKPROOF_COPIES: '1' });
    process.env['STOCKPROOF_TEST_HOME'] = env['STOCKPROOF_HOME'];
    stack = runningStack();
  });
  afterAll(async () => {
    process.env['STOCKPROOF_TEST_HOME'] = test_home;
    if (env !== undefined) await stopInstance(env);
  });

  it('every topic has three copies, Kafka’s and Connect’s own too, and every node is named', async () => {
    await awaitInSync(stack, 3);
    const topics = new Set((await keptPartitions(stack)).map(({ topic }) => topic));
    for (const internal of ['__consumer_offsets', '__transaction_state', 'stockproof_connect_offsets'])
      expect(topics).toContain(internal);
    expect(Object.keys(stack.parts)).toEqual(
      expect.arrayContaining(['kafka', 'kafka-2', 'kafka-3', 'connect', 'connect-2']),
    );
  });

  async function startedLoad() {
    const poster = await seller(stack);
    const options = { seed: 93, prefix: 'brokers', sellers: [poster.seller_id], skus: SKUS, ...SHARES };
    return { poster, load: new SteadyLoad(poster, createMarketplace(options)) };
  }

  const acknowledgedMore = async (load: SteadyLoad): Promise<void> => {
    const before = load.acknowledged;
    await eventually(() => Promise.resolve(expect(load.acknowledged).toBeGreaterThan(before + EVENTS)));
  };

  it('updates are taken, and ledger, view and topic agree', async () => {
    const { poster, load } = await startedLoad();
    await acknowledgedMore(load);
    await load.stop();
    await expectAgreement(stack, load.model, [poster.seller_id], {
      more_duplicates: true,
      within_ms: AGREE_WITHIN_MS,
    });
    await expectClosedAccounts(stack);
  });

  /** The broker that keeps the members of a group, which they have to find again when it is gone. */
  async function coordinatorOf(group: string): Promise<string> {
    const all = (await keptPartitions(stack)).filter(({ topic }) => topic === '__consumer_offsets');
    const hash = javaPartition(group, 2 ** 32);
    const at = Math.min(hash, 2 ** 32 - hash) % all.length;
    const leader = all.find(({ partition }) => partition === at)?.leader ?? 0;
    return leader === 1 ? 'kafka' : `kafka-${leader}`;
  }

  (LOSS ? it : it.skip)(
    'a broker is killed under load and stays away: all goes on, nothing acknowledged is lost or doubled; it comes back in sync',
    async () => {
      const { poster, load } = await startedLoad();
      await acknowledgedMore(load);
      load.takeLongestStop();
      const broker = await coordinatorOf('availability-projection');
      await askControl(stack.control_socket, broker, 'kill');
      await awaitInSync(stack, 2);
      await acknowledgedMore(load);
      const stopped_ms = load.takeLongestStop();
      await load.stop();
      expect(stopped_ms).toBeLessThan(MAX_STOP_MS);
      const stopped_at_ms = performance.now();
      await expectAgreement(stack, load.model, [poster.seller_id], {
        more_duplicates: true,
        within_ms: AGREE_WITHIN_MS,
      });
      console.log(
        `without ${broker}: posting stood still for ${(stopped_ms / 1_000).toFixed(1)} s at most, and all agreed ${((performance.now() - stopped_at_ms) / 1_000).toFixed(1)} s after the load`,
      );
      await expectClosedAccounts(stack);
      await askControl(stack.control_socket, broker, 'start');
      await awaitInSync(stack, 3);
    },
  );
});
