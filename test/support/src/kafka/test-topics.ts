import { randomUUID } from 'node:crypto';
import { kafkaAccess, topicSpecs } from '@stockproof/embedded';
import { type Broker, createKafkaJsBroker } from '@stockproof/kafka';
import { runningStack } from '../running-stack.js';

/** The running Kafka, with set-up's login, which may do everything; or that of another stack. */
export function testBroker({ home, urls } = runningStack()): Broker {
  return createKafkaJsBroker({ client_id: 'stockproof-test', ...kafkaAccess(home, urls.kafka) });
}

/** All topics of the platform under a new prefix; returns the prefix. */
export async function testTopics(broker: Broker, partitions = 8): Promise<string> {
  const prefix = `test-${randomUUID()}.`;
  const admin = await broker.admin();
  try {
    await admin.ensureTopics(topicSpecs(partitions, prefix));
  } finally {
    await admin.close();
  }
  return prefix;
}
