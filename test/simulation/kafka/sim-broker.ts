import type {
  Broker,
  BrokerAdmin,
  BrokerConsumer,
  ConsumerOptions,
  PartitionReader,
  ShardHandler,
} from '@stockproof/kafka';
import type { SimProcess } from '../machine/sim-process.js';
import type { SimCluster } from './sim-cluster.js';
import { SimConsumer } from './sim-consumer.js';
import { SimFencedProducer, SimProducer } from './sim-producer.js';

/** Most messages of a partition in one fetch response. */
const MAX_FETCHED = 1_000;

/** The port of @stockproof/kafka as one process of the simulated world has it. */
export class SimBroker implements Broker {
  constructor(
    private readonly cluster: SimCluster,
    private readonly process: SimProcess,
  ) {}

  async consume(options: ConsumerOptions, handler: ShardHandler): Promise<BrokerConsumer> {
    await this.travel();
    return new SimConsumer(this.cluster, this.process, options, handler);
  }

  reader(): Promise<PartitionReader> {
    return Promise.resolve({
      fetch: async (topic, positions) => {
        await this.travel();
        return [...positions].map(([partition, offset]) => {
          const log = this.cluster.topic(topic)[partition];
          const messages = log?.from(offset, MAX_FETCHED) ?? [];
          const read_to = messages.length < MAX_FETCHED ? log?.next_offset : undefined;
          return { partition, messages, next_offset: read_to ?? (messages.at(-1)?.offset ?? offset - 1) + 1 };
        });
      },
      close: () => Promise.resolve(),
    });
  }

  async producer(): Promise<SimProducer> {
    await this.travel();
    return new SimProducer(this.cluster, this.process);
  }

  async fencedProducer(transactional_id: string): Promise<SimFencedProducer> {
    await this.travel();
    return new SimFencedProducer(this.cluster, this.process, transactional_id);
  }

  admin(): Promise<BrokerAdmin> {
    const offsets = async (topic: string): Promise<Map<number, { low: number; high: number }>> => {
      await this.travel();
      return new Map(
        this.cluster
          .topic(topic)
          .map(({ low, next_offset }, partition) => [partition, { low, high: next_offset }]),
      );
    };
    const topicIds = async (topics: readonly string[]): Promise<Map<string, string | null>> => {
      await this.travel();
      return new Map(topics.map((topic) => [topic, this.cluster.topicId(topic)]));
    };
    const unused = (): never => {
      throw new Error('nothing that is simulated asks this of the admin');
    };
    return Promise.resolve({
      offsets,
      topicIds,
      close: () => Promise.resolve(),
      ensureTopics: unused,
      partitionCount: unused,
      offsetsAt: unused,
      committed: unused,
      commit: unused,
      deleteBefore: unused,
      topicConfig: unused,
      ensureGrants: unused,
    });
  }

  private travel(): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => (this.cluster.up ? resolve() : this.process.after(100, go));
      this.process.after(this.cluster.random.between(0, 2), go);
    });
  }
}
