import type { Kafka } from 'kafkajs';
import type { TopicPartition } from '../port.js';
import { ownCluster } from './own-cluster.js';

/** The part of kafkajs's cluster that is used. */
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
 * The last stable offset: from there on something is in an open transaction, or nothing is. For rare
 * questions: it connects again each time, so that it rests on nothing that was known before. Rejects when the
 * broker does not answer.
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
