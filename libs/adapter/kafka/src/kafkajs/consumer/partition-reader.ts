import { setTimeout as delay } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import { HistoryTruncatedError } from '../../errors.js';
import type { FetchLimits } from '../../fetch-limits.js';
import type { FetchedPartition, PartitionReader } from '../../port.js';
import type { FetchedRecord } from '../../record-batch/fetched-record.js';
import { toConsumed } from '../messages.js';
import { ownCluster } from '../own-cluster.js';

interface Answer {
  readonly responses: readonly {
    readonly partitions: readonly {
      readonly partition: number;
      readonly messages: readonly FetchedRecord[];
    }[];
  }[];
}

/** The used part of kafkajs's cluster. */
interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  refreshMetadata(): Promise<void>;
  findLeaderForPartitions(topic: string, partitions: readonly number[]): Record<string, number[]>;
  findBroker(by: { nodeId: string }): Promise<{ fetch(question: object): Promise<Answer> }>;
}

const READ_COMMITTED = 1;
/** A fetch without new messages is answered after this time, ms. */
const MAX_WAIT_MS = 100;
/** How long a leader is looked for, ms; an election takes seconds. */
const LEADER_WITHIN_MS = 30_000;
const AGAIN_MS = 200;

/** Connects to the cluster; the caller closes it. Rejects if it cannot connect. */
export async function openPartitionReader(kafka: Kafka, limits: FetchLimits): Promise<PartitionReader> {
  const cluster = ownCluster<Cluster>(kafka);
  await cluster.connect();
  return {
    fetch: (topic, positions) => fetchAgain(cluster, limits, topic, positions),
    close: () => cluster.disconnect(),
  };
}

/** Asks again while the cluster has no leader for a partition, or a connection breaks. */
async function fetchAgain(
  cluster: Cluster,
  limits: FetchLimits,
  topic: string,
  positions: ReadonlyMap<number, number>,
): Promise<FetchedPartition[]> {
  await cluster.addTargetTopic(topic);
  for (const deadline_ms = performance.now() + LEADER_WITHIN_MS; ;) {
    try {
      return await fetchOnce(cluster, limits, topic, positions);
    } catch (error) {
      const { type, retriable } = error as { type?: string; retriable?: boolean };
      if (type === 'OFFSET_OUT_OF_RANGE')
        throw new HistoryTruncatedError(`a range of ${topic} is not in the log any more`, { cause: error });
      if (retriable !== true || performance.now() >= deadline_ms) throw error;
      await delay(AGAIN_MS);
      await cluster.refreshMetadata();
    }
  }
}

async function fetchOnce(
  cluster: Cluster,
  limits: FetchLimits,
  topic: string,
  positions: ReadonlyMap<number, number>,
): Promise<FetchedPartition[]> {
  const leaders = Object.entries(cluster.findLeaderForPartitions(topic, [...positions.keys()]));
  const answers = await Promise.all(
    leaders.map(async ([nodeId, led]) => {
      const broker = await cluster.findBroker({ nodeId });
      const partitions = led.map((partition) => ({
        partition,
        fetchOffset: String(positions.get(partition)),
        maxBytes: limits.partition_bytes,
      }));
      return broker.fetch({
        isolationLevel: READ_COMMITTED,
        maxWaitTime: MAX_WAIT_MS,
        minBytes: 1,
        maxBytes: limits.unpacked_bytes,
        topics: [{ topic, partitions }],
      });
    }),
  );
  return answers
    .flatMap(({ responses }) => responses.flatMap(({ partitions }) => partitions))
    .map(({ partition, messages }) => fetched(partition, messages, positions.get(partition) ?? 0));
}

/** A batch may begin before the offset that was asked for. */
function fetched(partition: number, records: readonly FetchedRecord[], from: number): FetchedPartition {
  const wanted = records.filter(({ offset }) => Number(offset) >= from);
  return {
    partition,
    messages: wanted.filter(({ isControlRecord }) => !isControlRecord).map(toConsumed),
    next_offset: Number(wanted.at(-1)?.offset ?? from - 1) + 1,
  };
}
