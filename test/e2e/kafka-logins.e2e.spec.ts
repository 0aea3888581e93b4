import { afterAll, describe, expect, it } from '@jest/globals';
import { TOPICS } from '@stockproof/events';
import { ensureAllTopics, kafkaAccess, type Login, LOGINS } from '@stockproof/embedded';
import { type Broker, type BrokerProducer, createKafkaJsBroker } from '@stockproof/kafka';
import { readTopic, runningStack, testBroker } from '@stockproof/testing';

const stack = runningStack();
const REFUSED = /not authorized/i;
/** kafkajs gives two errors for a group that it may not join; this is the second. */
const NOT_READ = /not authorized|find group coordinator/i;
const AUDITORS = `auditor-${stack.supervisor_pid}`;
const something = (messages: readonly unknown[]): boolean => messages.length > 0;
const ANYTHING = [{ partition: 0, key: 'k', value: 'written by a test of who may not' }];
/** Topics of Kafka and Connect themselves: a message there would move a consumer or create a connector. */
const INTERNAL = [
  '__consumer_offsets',
  'stockproof_connect_offsets',
  'stockproof_connect_configs',
  'stockproof_connect_status',
];

/** The grants, written a second time by hand, so that a change of the catalog must be intended. */
const MAY_WRITE: Record<Login, readonly string[]> = {
  ingestion: [TOPICS.updates],
  'command-handler': [],
  'availability-projection': [TOPICS.availability],
  recovery: [TOPICS.repairs, TOPICS.stockRepairs, TOPICS.reservationRepairs, TOPICS.evidence],
  redrive: [TOPICS.updates],
  reservation: [TOPICS.stockCommands],
  connect: [
    TOPICS.rejections,
    TOPICS.commandOutcomes,
    TOPICS.deadLetters,
    TOPICS.ledgerChanges,
    TOPICS.stockOnHandChanges,
    TOPICS.bucketChanges,
    TOPICS.heartbeats,
    TOPICS.stockHeartbeats,
    TOPICS.signals,
  ],
  auditor: [],
  'seller-42': [TOPICS.updates],
  'seller-1': [TOPICS.updates],
};
const refusedTo = (login: Login): string[] =>
  [...Object.values(TOPICS), ...(login === 'connect' ? [] : INTERNAL)].filter(
    (topic) => !MAY_WRITE[login].includes(topic),
  );
const WRITERS = LOGINS.filter((login) => MAY_WRITE[login].length > 0).map(
  (login) => [login, refusedTo(login)] as const,
);

function brokerOf(login: Login): Broker {
  return createKafkaJsBroker({
    client_id: 'stockproof-test',
    ...kafkaAccess(stack.home, stack.urls.kafka, login),
  });
}

describe('the rights of Kafka’s logins', () => {
  const open: { close(): Promise<void> }[] = [];
  afterAll(() => Promise.all(open.map((one) => one.close())));

  async function producerOf(login: Login): Promise<BrokerProducer> {
    const producer = await brokerOf(login).producer();
    open.push(producer);
    return producer;
  }

  it.each(WRITERS)('%s writes only its own topics', async (login, topics) => {
    const producer = await producerOf(login);
    for (const topic of topics) await expect(producer.send(topic, ANYTHING)).rejects.toThrow(REFUSED);
  });

  it.each<[Login, string]>([
    ['command-handler', 'whose messages leave by its outbox'],
    ['auditor', 'who looks and changes nothing'],
  ])('%s, %s, cannot even open a producer', async (login) => {
    await expect(producerOf(login)).rejects.toThrow(/authorization failed/i);
  });

  it('a replay cannot send an update; the login next to it can', async () => {
    await expect((await producerOf('recovery')).send(TOPICS.updates, ANYTHING)).rejects.toThrow(REFUSED);
    await expect((await producerOf('redrive')).send(TOPICS.updates, ANYTHING)).resolves.toHaveLength(1);
  });

  it('a seller sends updates, and sees no other topic', async () => {
    await expect((await producerOf('seller-1')).send(TOPICS.updates, ANYTHING)).resolves.toHaveLength(1);
    const admin = await brokerOf('seller-1').admin();
    open.push(admin);
    await expect(admin.partitionCount(TOPICS.updates)).resolves.toBe(8);
    for (const topic of [TOPICS.availability, ...INTERNAL])
      await expect(admin.partitionCount(topic)).resolves.toBeNull();
  });

  it.each<[Login, string]>([
    ['seller-42', TOPICS.updates],
    ['auditor', 'stockproof_connect_configs'],
  ])('%s does not read %s', async (login, topic) => {
    await expect(readTopic(brokerOf(login), topic, something, 10_000, AUDITORS)).rejects.toThrow(NOT_READ);
  });

  it('an auditor reads the platform’s topics, in its own groups', async () => {
    expect(
      (await readTopic(brokerOf('auditor'), TOPICS.heartbeats, something, 30_000, AUDITORS)).length,
    ).toBeGreaterThan(0);
    await expect(
      readTopic(brokerOf('auditor'), TOPICS.heartbeats, something, 10_000, 'recovery'),
    ).rejects.toThrow(NOT_READ);
  });

  it('grants outside the catalog are removed at the next start', async () => {
    const admin = await testBroker().admin();
    open.push(admin);
    await admin.ensureGrants([
      {
        login: 'redrive',
        resource: 'topic',
        name: TOPICS.availability,
        begins_so: false,
        operations: ['write'],
      },
    ]);
    const producer = await producerOf('redrive');
    await expect(producer.send(TOPICS.updates, ANYTHING)).rejects.toThrow(REFUSED);
    await ensureAllTopics(
      kafkaAccess(stack.home, stack.urls.kafka),
      'contracts/inventory-availability-projection.yaml',
    );
    await expect(producer.send(TOPICS.availability, ANYTHING)).rejects.toThrow(REFUSED);
    await expect(producer.send(TOPICS.updates, ANYTHING)).resolves.toHaveLength(1);
  });
});
