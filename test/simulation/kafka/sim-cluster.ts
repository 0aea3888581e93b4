import type { Acknowledged, ProducedMessage } from '@stockproof/kafka';
import type { Random } from '@stockproof/workload';
import type { VirtualTime } from '../machine/virtual-time.js';
import { SimGroup } from './sim-group.js';
import { SimPartition } from './sim-topic.js';

/** Probabilities of faults, 0 to 1, per produce request. */
export interface ClusterFaults {
  /** Nothing is stored, and there is no answer. */
  produce_lost: number;
  /** Everything is stored, and there is no answer. */
  ack_lost: number;
}

export const NO_CLUSTER_FAULTS: Readonly<ClusterFaults> = { produce_lost: 0, ack_lost: 0 };

/** The brokers: logs, groups, and the epochs of transactional ids. */
export class SimCluster {
  readonly groups = new Map<string, SimGroup>();
  readonly epochs = new Map<string, number>();
  faults: ClusterFaults = { ...NO_CLUSTER_FAULTS };
  up = true;
  private readonly topics = new Map<string, SimPartition[]>();

  constructor(
    readonly time: VirtualTime,
    readonly random: Random,
    readonly partitions: number,
  ) {}

  topic(name: string): SimPartition[] {
    const known = this.topics.get(name) ?? Array.from({ length: this.partitions }, () => new SimPartition());
    this.topics.set(name, known);
    return known;
  }

  /** The simulation never deletes a topic, so the name is the id. */
  topicId(name: string): string {
    return `id of ${name}`;
  }

  append(topic: string, messages: readonly ProducedMessage[]): Acknowledged[] {
    const partitions = this.topic(topic);
    const first = new Map<number, number>();
    for (const message of messages) {
      const partition = partitions[message.partition];
      if (partition === undefined) throw new Error(`${topic} has no partition ${message.partition}`);
      const offset = partition.append(message, this.time.clock_ms);
      if (!first.has(message.partition)) first.set(message.partition, offset);
    }
    return [...first].map(([partition, base_offset]) => ({ topic, partition, base_offset }));
  }

  group(name: string): SimGroup {
    const known = this.groups.get(name) ?? new SimGroup(this.time, this.partitions);
    this.groups.set(name, known);
    return known;
  }

  /** Every produce and fetch request waits until it is back. */
  crash(away_ms: number): void {
    this.up = false;
    this.time.after(away_ms, () => {
      this.up = true;
    });
  }
}
