import type { Kafka } from 'kafkajs';
import type { TopicPartition } from '../../port.js';
import { ownCluster } from '../own-cluster.js';

/** The used part of kafkajs's cluster. */
interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  fetchTopicsOffset(
    topics: readonly object[],
  ): Promise<readonly { readonly partitions: readonly { readonly offset: string }[] }[]>;
}

const READ_COMMITTED = 1;

/**
 * Returns the last stable offset: everything before it is committed or aborted. It opens a new connection
 * each time, so it is only for rare use. Rejects if the broker does not answer.
 */
export async function stableEnd(kafka: Kafka, { topic, partition }: TopicPartition): Promise<number> {
  const cluster = ownCluster<Cluster>(kafka, { isolationLevel: READ_COMMITTED });
  try {
    await cluster.connect();
    await cluster.addTargetTopic(topic);
    const [found] = await cluster.fetchTopicsOffset([
      { topic, fromBeginning: false, partitions: [{ partition }] },
    ]);
    const [end] = found?.partitions ?? [];
    if (end === undefined) throw new Error(`the broker tells no end of ${topic}/${partition}`);
    return Number(end.offset);
  } finally {
    await cluster.disconnect();
  }
}
