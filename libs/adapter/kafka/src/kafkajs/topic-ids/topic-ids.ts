import { setTimeout as delay } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import { ownCluster } from '../own-cluster.js';
import { type DescribedTopic, metadataV10 } from './metadata-v10.js';

interface SeedBroker {
  disconnect(): Promise<void>;
  readonly connectionPool: {
    send(protocol: ReturnType<typeof metadataV10>): Promise<readonly DescribedTopic[]>;
  };
}

/** The used part of kafkajs's cluster. */
interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  readonly brokerPool: { readonly seedBroker: SeedBroker };
}

const NONE = 0;
const UNKNOWN_TOPIC = 3;
const ATTEMPTS = 5;
const AGAIN_MS = 100;

/**
 * Reads the topic ids of names. kafkajs's admin client cannot, so the request is sent over its own cluster.
 */
export class TopicIds {
  private readonly cluster: Cluster;

  constructor(kafka: Kafka) {
    this.cluster = ownCluster(kafka);
  }

  /**
   * Returns each topic's id by name; null if there is no such topic. Retries for a while; rejects if the
   * broker does not answer.
   */
  async ask(topics: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return idsOf(await this.describe(topics));
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
        await delay(attempt * AGAIN_MS);
      }
    }
  }

  private async describe(topics: readonly string[]): Promise<readonly DescribedTopic[]> {
    await this.cluster.connect();
    const broker = this.cluster.brokerPool.seedBroker;
    try {
      return await broker.connectionPool.send(metadataV10(topics));
    } catch (error) {
      // The next request connects again.
      await broker.disconnect().catch(() => undefined);
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.cluster.disconnect();
  }
}

function idsOf(described: readonly DescribedTopic[]): Map<string, string | null> {
  return new Map(
    described.map(({ name, error_code, topic_id }) => {
      if (error_code !== NONE && error_code !== UNKNOWN_TOPIC)
        throw new Error(`the broker tells no id of ${name}: error ${error_code}`);
      return [name, error_code === NONE ? topic_id : null];
    }),
  );
}
