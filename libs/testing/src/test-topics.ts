import { randomUUID } from 'node:crypto';
import { topicSpecs } from '@stockproof/embedded';
import { type Broker, createKafkaJsBroker } from '@stockproof/kafka';
import { runningStack } from './running-stack.js';

/** A client of the running Kafka; of another stack's when that is given. */
export function testBroker({ urls } = runningStack()): Broker {
  return createKafkaJsBroker({ client_id: 'stockproof-test', brokers: [urls.kafka] });
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
