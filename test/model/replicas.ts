import { kafkaClient, type RunningStack } from '@stockproof/testing';
import { waitUntil } from '@stockproof/timing';

const WITHIN_MS = 90_000;
const COPIES = 3;

/** A partition as Kafka keeps it. */
export interface KeptPartition {
  readonly topic: string;
  readonly partition: number;
  /** The id of a broker. */
  readonly leader: number;
  readonly copies: number;
  readonly in_sync: number;
}

/** Each partition of all topics, Kafka's own included. */
export async function keptPartitions(stack: RunningStack): Promise<KeptPartition[]> {
  const admin = kafkaClient(stack).admin();
  await admin.connect();
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: await admin.listTopics() });
    return topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionId, leader, replicas, isr }) => ({
        topic: name,
        partition: partitionId,
        leader,
        copies: replicas.length,
        in_sync: isr.length,
      })),
    );
  } finally {
    await admin.disconnect();
  }
}

/**
 * Waits until every partition has three copies, so many of them in sync, and not all the same leader. Rejects after 90
 * seconds.
 */
export async function awaitInSync(stack: RunningStack, brokers: number): Promise<void> {
  const inSync = async (): Promise<boolean> => {
    const found = await keptPartitions(stack);
    const leaders = new Set(found.map(({ leader }) => leader));
    return leaders.size > 1 && found.every(({ copies, in_sync }) => copies === COPIES && in_sync === brokers);
  };
  const asked = () => inSync().catch(() => false);
  await waitUntil(asked, { what: `${brokers} copies of each partition in sync`, within_ms: WITHIN_MS });
}
