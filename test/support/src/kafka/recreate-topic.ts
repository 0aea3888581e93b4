import type { Admin } from 'kafkajs';
import { eventually } from '../eventually.js';
import type { RunningStack } from '../running-stack.js';
import { kafkaClient } from './kafka-client.js';
import { testBroker } from './test-topics.js';

/** Deletes a topic and creates an empty one with the same name and partition count: another log. */
export async function recreateTopic(
  stack: RunningStack,
  topic: string,
  config: Readonly<Record<string, string>> = {},
): Promise<void> {
  await withAdmin(stack, async (client) => {
    const admin = await testBroker(stack).admin();
    const numPartitions = (await admin.partitionCount(topic)) ?? 1;
    const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
    const old = (await admin.topicIds([topic])).get(topic);
    await client.deleteTopics({ topics: [topic] });
    await eventually(async () => {
      // The answer to the first attempt may be an error even if it took effect.
      await client
        .createTopics({
          waitForLeaders: false,
          topics: [{ topic, numPartitions, replicationFactor: 1, configEntries }],
        })
        .catch(() => false);
      const now = (await admin.topicIds([topic])).get(topic);
      if (now === null || now === undefined || now === old) throw new Error(`${topic} is not made again`);
      await admin.offsets(topic);
    });
    await admin.close();
  });
}

export async function deleteTopic(stack: RunningStack, topic: string): Promise<void> {
  await withAdmin(stack, (client) => client.deleteTopics({ topics: [topic] }));
}

async function withAdmin(stack: RunningStack, work: (client: Admin) => Promise<void>): Promise<void> {
  const client = kafkaClient(stack).admin();
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.disconnect();
  }
}
