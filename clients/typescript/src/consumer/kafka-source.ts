import {
  type ClusterMetadata,
  Consumer,
  type ConsumerOptions,
  FetchIsolationLevels,
  findErrorBy,
  ListOffsetTimestamps,
} from '@platformatic/kafka';
import { type FetchedLog, type LogSource, OffsetsOutOfRangeError, type ReadPlace } from './log-source.js';
import type { PresentLog } from './rebuild-reason.js';
import { visibleRecords } from './visible-records.js';

/** How the brokers are reached. A login needs the rights to read and to describe the topic, and none on groups. */
export interface KafkaAccess {
  /** host:port */
  readonly brokers: readonly string[];
  readonly tls?: ConsumerOptions<Buffer, Buffer, Buffer, Buffer>['tls'];
  readonly sasl?: ConsumerOptions<Buffer, Buffer, Buffer, Buffer>['sasl'];
  readonly client_id?: string;
}

const MAX_WAIT_MS = 250;
const MAX_BYTES = 8 * 1024 * 1024;
const PARTITION_BYTES = 1024 * 1024;
const ANOTHER_LOG = ['OFFSET_OUT_OF_RANGE', 'UNKNOWN_TOPIC_ID', 'INCONSISTENT_TOPIC_ID'];

/** Reads a topic with two connections per broker, because a fetch that waits holds up what comes after it. */
export function kafkaSource(access: KafkaAccess, topic: string): LogSource {
  const [reading, asking] = [open(access, topic), open(access, topic)];
  return {
    present: () => presentLogs(asking, topic),
    fetch: async (topic_id, places, take) => {
      const { topics } = await reading.metadata({ topics: [topic] });
      const leaders = Map.groupBy(
        places,
        ({ partition }) => topics.get(topic)?.partitions[partition]?.leader ?? -1,
      );
      await Promise.all(
        [...leaders].map(async ([node, of_node]) => take(await fetchFrom(reading, node, topic_id, of_node))),
      );
    },
    close: async () => {
      await Promise.all([reading.close(true), asking.close(true)]);
    },
  };
}

function open({ brokers, tls, sasl, client_id }: KafkaAccess, topic: string): Consumer {
  const client = new Consumer({
    clientId: client_id ?? 'stockproof-client',
    // Never joined: the library asks for a name.
    groupId: 'stockproof-client',
    bootstrapBrokers: [...brokers],
    ...(tls === undefined ? {} : { tls }),
    ...(sasl === undefined ? {} : { sasl }),
    // The view repeats by itself, from where it is.
    retries: 1,
    retryDelay: 200,
    autocreateTopics: false,
  });
  client.topics.track(topic);
  return client;
}

async function presentLogs(client: Consumer, topic: string): Promise<PresentLog[]> {
  const { topics }: ClusterMetadata = await client.metadata({ topics: [topic], forceUpdate: true });
  const found = topics.get(topic);
  if (found === undefined) throw new Error(`there is no topic ${topic}, or this login may not describe it`);
  const committed = FetchIsolationLevels.READ_COMMITTED;
  const listed = async (timestamp: bigint) =>
    (await client.listOffsets({ topics: [topic], timestamp, isolationLevel: committed })).get(topic) ?? [];
  const starts = await listed(ListOffsetTimestamps.EARLIEST);
  const ends = await listed(ListOffsetTimestamps.LATEST);
  return found.partitions.map((_partition, index) => ({
    topic_id: found.id,
    start: Number(starts[index]),
    end: Number(ends[index]),
  }));
}

async function fetchFrom(
  client: Consumer,
  node: number,
  topic_id: string,
  places: readonly ReadPlace[],
): Promise<FetchedLog[]> {
  const response = await client
    .fetch({
      node,
      maxWaitTime: MAX_WAIT_MS,
      minBytes: 1,
      maxBytes: MAX_BYTES,
      isolationLevel: FetchIsolationLevels.READ_COMMITTED,
      topics: [
        {
          topicId: topic_id,
          partitions: places.map(({ partition, next_offset }) => ({
            partition,
            fetchOffset: BigInt(next_offset),
            currentLeaderEpoch: -1,
            lastFetchedEpoch: -1,
            partitionMaxBytes: PARTITION_BYTES,
          })),
        },
      ],
    })
    .catch((error: Error): never => {
      if (ANOTHER_LOG.some((id) => findErrorBy(error, 'apiId', id) !== null))
        throw new OffsetsOutOfRangeError(error.message, { cause: error });
      throw error;
    });
  return fetchedOf(response, places);
}

type FetchResponse = Awaited<ReturnType<Consumer['fetch']>>;

function fetchedOf({ responses }: FetchResponse, places: readonly ReadPlace[]): FetchedLog[] {
  return responses.flatMap(({ partitions }) =>
    partitions.flatMap(({ partitionIndex: partition, records, abortedTransactions, lastStableOffset }) => {
      // A session may still send a partition that is not asked for any more.
      const place = places.find((one) => one.partition === partition);
      if (place === undefined) return [];
      const visible = visibleRecords(records ?? [], abortedTransactions ?? [], place.next_offset);
      return [{ partition, ...visible, end: Number(lastStableOffset) }];
    }),
  );
}
