import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { TOPICS } from '@stockproof/events';
import { ensureAllTopics, type Login, LOGINS } from '@stockproof/embedded';
import { type Broker, type BrokerProducer, createKafkaJsBroker } from '@stockproof/kafka';
import { runningStack, testBroker } from '@stockproof/testing';

const stack = runningStack();
const { kafka_passwords } = JSON.parse(readFileSync(join(stack.home, 'secrets.json'), 'utf8')) as { kafka_passwords: Record<Login, string> };
const REFUSED = /not authorized/i;
const ANYTHING = [{ partition: 0, key: 'k', value: 'written by a test of who may not' }];

/** Said a second time and by hand: what the catalog gives away must be what somebody meant. */
const MAY_WRITE: Record<Login, readonly string[]> = {
  'ingestion': [TOPICS.updates],
  'command-handler': [],
  'availability-projection': [TOPICS.availability],
  'recovery': [TOPICS.repairs, TOPICS.stockRepairs, TOPICS.reservationRepairs, TOPICS.evidence],
  'redrive': [TOPICS.updates],
  'reservation': [TOPICS.stockCommands],
  'connect': [
    TOPICS.rejections, TOPICS.commandOutcomes, TOPICS.deadLetters, TOPICS.ledgerChanges, TOPICS.stockOnHandChanges, TOPICS.bucketChanges, TOPICS.heartbeats, TOPICS.signals,
  ],
};
const FORBIDDEN = LOGINS.filter((login) => MAY_WRITE[login].length > 0).map((login) => [login, Object.values(TOPICS).filter((topic) => !MAY_WRITE[login].includes(topic))] as const);

function brokerOf(login: string, password: string): Broker {
  return createKafkaJsBroker({ client_id: 'stockproof-test', brokers: [`127.0.0.1:${stack.ports['kafka_services']}`], login: `${login}:${password}` });
}

describe('who may do what in Kafka', () => {
  const open: { close(): Promise<void> }[] = [];
  afterAll(() => Promise.all(open.map((one) => one.close())));

  async function producerOf(login: Login): Promise<BrokerProducer> {
    const producer = await brokerOf(login, kafka_passwords[login]).producer();
    open.push(producer);
    return producer;
  }

  it.each(FORBIDDEN)('%s writes nothing but its own', async (login, topics) => {
    const producer = await producerOf(login);
    for (const topic of topics) await expect(producer.send(topic, ANYTHING)).rejects.toThrow(REFUSED);
  });

  it('command-handler, whose messages leave by its outbox, does not even get a producer', async () => {
    await expect(producerOf('command-handler')).rejects.toThrow(/authorization failed/i);
  });

  it('a replay can not send an update, the login beside it can', async () => {
    await expect((await producerOf('recovery')).send(TOPICS.updates, ANYTHING)).rejects.toThrow(REFUSED);
    await expect((await producerOf('redrive')).send(TOPICS.updates, ANYTHING)).resolves.toHaveLength(1);
  });

  it.each([['ingestion', 'not its password'], ['nobody', 'x']])('%s does not get in with %s', async (login, password) => {
    await expect(brokerOf(login, password).admin()).rejects.toThrow(/authentication/i);
  });

  it('what was granted beside the catalog is gone with the next start', async () => {
    const admin = await testBroker().admin();
    open.push(admin);
    await admin.ensureGrants([{ login: 'redrive', resource: 'topic', name: TOPICS.availability, begins_so: false, operations: ['write'] }]);
    const producer = await producerOf('redrive');
    await expect(producer.send(TOPICS.updates, ANYTHING)).rejects.toThrow(REFUSED);
    await ensureAllTopics(stack.urls.kafka, 'contracts/inventory-availability-projection.yaml');
    await expect(producer.send(TOPICS.availability, ANYTHING)).rejects.toThrow(REFUSED);
    await expect(producer.send(TOPICS.updates, ANYTHING)).resolves.toHaveLength(1);
  });
});
