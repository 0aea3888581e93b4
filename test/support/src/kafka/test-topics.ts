import { randomUUID } from 'node:crypto';
import { kafkaAccess, topicSpecs } from '@stockproof/embedded';
import { type Broker, createKafkaJsBroker } from '@stockproof/kafka';
import { runningStack } from '../running-stack.js';

/** The running Kafka, where set-up's login may do everything; another stack's when that is given. */
export function testBroker({ home, urls } = runningStack()): Broker {
  return createKafkaJsBroker({ client_id: 'stockproof-test', ...kafkaAccess(home, urls.kafka) });
}

/** All topics of the platform under a prefix of one's own; gives the prefix. */
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
