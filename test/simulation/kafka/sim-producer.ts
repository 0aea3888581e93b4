import {
  type Acknowledged,
  type BrokerProducer,
  type FencedProducer,
  type ProducedMessage,
  ProducerFencedError,
  SendOutcomeUnknownError,
} from '@stockproof/kafka';
import type { SimProcess } from '../machine/sim-process.js';
import type { SimCluster } from './sim-cluster.js';

const GIVE_UP_MS = 2_000;

/** Sends one request after the other; does not claim a result that it does not know. */
export class SimProducer implements BrokerProducer {
  private tail: Promise<unknown> = Promise.resolve();

  constructor(
    protected readonly cluster: SimCluster,
    private readonly process: SimProcess,
  ) {}

  send(topic: string, messages: readonly ProducedMessage[]): Promise<readonly Acknowledged[]> {
    const sent = this.tail.then(() => this.sendNow(topic, messages));
    this.tail = sent.catch(() => undefined);
    return sent;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  protected append(topic: string, messages: readonly ProducedMessage[]): Acknowledged[] {
    return this.cluster.append(topic, messages);
  }

  private sendNow(topic: string, messages: readonly ProducedMessage[]): Promise<readonly Acknowledged[]> {
    const { cluster, process } = this;
    const { random } = cluster;
    return new Promise((resolve, reject) => {
      const unknown = (ms: number): void =>
        process.after(ms, () => reject(new SendOutcomeUnknownError('no answer from the broker')));
      process.after(random.between(0, 2), () => {
        if (!cluster.up || random.chance(cluster.faults.produce_lost)) return unknown(GIVE_UP_MS);
        try {
          const acknowledged = this.append(topic, messages);
          if (random.chance(cluster.faults.ack_lost)) return unknown(random.between(1, GIVE_UP_MS));
          return process.after(random.between(0, 2), () => resolve(acknowledged));
        } catch (error) {
          return process.after(0, () => reject(error as Error));
        }
      });
    });
  }
}

/** Like SimProducer, until another producer opens its transactional id. */
export class SimFencedProducer extends SimProducer implements FencedProducer {
  private readonly epoch: number;

  constructor(
    cluster: SimCluster,
    process: SimProcess,
    readonly transactional_id: string,
  ) {
    super(cluster, process);
    this.epoch = (cluster.epochs.get(transactional_id) ?? 0) + 1;
    cluster.epochs.set(transactional_id, this.epoch);
  }

  protected override append(topic: string, messages: readonly ProducedMessage[]): Acknowledged[] {
    if (this.cluster.epochs.get(this.transactional_id) !== this.epoch) {
      throw new ProducerFencedError(`${this.transactional_id} was opened by another producer`);
    }
    const acknowledged = super.append(topic, messages);
    for (const { partition } of acknowledged) this.cluster.topic(topic)[partition]?.mark();
    return acknowledged;
  }
}
