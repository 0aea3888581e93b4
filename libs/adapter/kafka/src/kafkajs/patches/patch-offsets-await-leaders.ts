import { pollUntil } from '@stockproof/timing';
// @ts-expect-error: kafkajs describes its public part only
import KafkaJsCluster from 'kafkajs/src/cluster/index.js';

interface Cluster {
  fetchTopicsOffset(topics: readonly object[]): Promise<unknown>;
  refreshMetadata(): Promise<void>;
}

const { prototype } = KafkaJsCluster as { prototype: Cluster };
const ask = prototype.fetchTopicsOffset;

const WITHIN_MS = 15_000;
const EVERY_MS = 200;
const LEADERLESS = ['NOT_LEADER_FOR_PARTITION', 'LEADER_NOT_AVAILABLE'];

/**
 * kafkajs asks for offsets again where a topic is unknown, and gives up where a partition has no leader or
 * another than it knew, which an election mends within seconds. This patches kafkajs's cluster for the whole
 * process: it fetches the metadata and asks again, for 15 seconds; then the broker's error is thrown.
 */
export function patchOffsetsToAwaitLeaders(within_ms = WITHIN_MS): void {
  prototype.fetchTopicsOffset = async function (this: Cluster, topics) {
    let last: unknown;
    const found = await pollUntil(
      async () => {
        try {
          return { offsets: await ask.call(this, topics) };
        } catch (error) {
          if (!isLeaderless(error)) throw error;
          last = error;
          await this.refreshMetadata();
          return undefined;
        }
      },
      { within_ms, every_ms: EVERY_MS },
    );
    if (found === null) throw last;
    return found.offsets;
  };
}

/** A leader that is not among the brokers, as -1 where there is none, is looked for in vain before anything is asked. */
function isLeaderless(error: unknown): boolean {
  const { name, type } = error as { name?: string; type?: string };
  return name === 'KafkaJSBrokerNotFound' || LEADERLESS.includes(type ?? '');
}
