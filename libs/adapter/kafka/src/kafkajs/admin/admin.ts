import { within } from '@stockproof/timing';
import kafkajs, { type Admin, type Kafka } from 'kafkajs';
import { ensureGrants } from './ensure-grants.js';
import { inTurn } from './in-turn.js';
import { PartitionCountError } from '../../errors.js';
import type { BrokerAdmin, TopicSpec } from '../../port.js';
import { TopicIds } from '../topic-ids/topic-ids.js';

const CLOSE_WITHIN_MS = 3_000;

/** Connects to the cluster; the caller closes it. Rejects if it cannot connect. */
export async function openAdmin(kafka: Kafka, replication_factor: number): Promise<BrokerAdmin> {
  const admin = kafka.admin();
  await admin.connect();
  const ids = new TopicIds(kafka);
  const turn = inTurn();
  return {
    ensureTopics: (topics) => ensureTopics(admin, topics, replication_factor),
    partitionCount: (topic) => partitionCount(admin, topic),
    topicIds: (topics) => ids.ask(topics),
    offsets: (topic) => turn(() => offsets(admin, topic)),
    offsetsAt: (topic, time_ms) =>
      turn(
        async () =>
          new Map(
            (await admin.fetchTopicOffsetsByTimestamp(topic, time_ms)).map(({ partition, offset }) => [
              partition,
              Number(offset),
            ]),
          ),
      ),
    committed: (group, topic) => turn(() => committed(admin, group, topic)),
    commit: (groupId, topic, at) =>
      admin.setOffsets({
        groupId,
        topic,
        partitions: [...at].map(([partition, offset]) => ({ partition, offset: String(offset) })),
      }),
    deleteBefore: (topic, before) => turn(() => deleteBefore(admin, topic, before)),
    topicConfig: (topic) => topicConfig(admin, topic),
    ensureGrants: (grants) => ensureGrants(admin, grants),
    // After the request under way: a client that is asked once more connects again, and is never closed. A broker that
    // is gone may hold that up for long, and a service that ends does not wait for it.
    close: async () => {
      await within(CLOSE_WITHIN_MS, turn.end()).catch(() => undefined);
      await Promise.all([admin.disconnect(), ids.close()]);
    },
  };
}

async function ensureTopics(
  admin: Admin,
  topics: readonly TopicSpec[],
  replicationFactor: number,
): Promise<void> {
  const existing = new Set(await admin.listTopics());
  for (const topic of topics.filter(({ name }) => existing.has(name))) {
    const found = await partitionCount(admin, topic.name);
    if (found !== topic.partitions) {
      throw new PartitionCountError(
        `topic ${topic.name} has ${found} partitions, ${topic.partitions} are needed`,
      );
    }
  }
  const missing = topics.filter(({ name }) => !existing.has(name));
  if (missing.length === 0) return;
  await admin.createTopics({
    waitForLeaders: true,
    topics: missing.map(({ name, partitions, config }) => ({
      topic: name,
      numPartitions: partitions,
      replicationFactor,
      configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
    })),
  });
}

async function partitionCount(admin: Admin, topic: string): Promise<number | null> {
  if (!(await admin.listTopics()).includes(topic)) return null;
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  return topics[0]?.partitions.length ?? null;
}

async function offsets(
  admin: Admin,
  topic: string,
): Promise<ReadonlyMap<number, { low: number; high: number }>> {
  const found = await admin.fetchTopicOffsets(topic);
  return new Map(
    found.map(({ partition, low, high }) => [partition, { low: Number(low), high: Number(high) }]),
  );
}

async function committed(
  admin: Admin,
  groupId: string,
  topic: string,
): Promise<ReadonlyMap<number, number | null>> {
  const [found] = await admin.fetchOffsets({ groupId, topics: [topic] });
  const partitions = found?.partitions ?? [];
  return new Map(
    partitions.map(({ partition, offset }) => [partition, Number(offset) < 0 ? null : Number(offset)]),
  );
}

async function topicConfig(admin: Admin, topic: string): Promise<Readonly<Record<string, string>>> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic }],
  });
  const entries = resources[0]?.configEntries ?? [];
  return Object.fromEntries(entries.map(({ configName, configValue }) => [configName, configValue]));
}

async function deleteBefore(admin: Admin, topic: string, before: ReadonlyMap<number, number>): Promise<void> {
  // Without this call kafkajs looks up the leaders before it has loaded them.
  await admin.fetchTopicOffsets(topic);
  const partitions = [...before].map(([partition, offset]) => ({ partition, offset: String(offset) }));
  await admin.deleteTopicRecords({ topic, partitions });
}
