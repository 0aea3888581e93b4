import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { eventually, kafkaClient, runningStack, testBroker } from '@stockproof/testing';
import type { Transaction } from 'kafkajs';
import { openBench } from './bench.js';
import { describeBounds } from './describe-bounds.js';
import { describeFailing } from './describe-failing.js';
import { describeIdentity } from './describe-identity.js';
import { describeMembership } from './describe-membership.js';
import { describeOtherLog } from './describe-other-log.js';
import { describeProducing } from './describe-producing.js';
import { describeRanges } from './describe-ranges.js';
import { describeReading } from './describe-reading.js';
import { describeShards } from './describe-shards.js';

// Every client library would have a list like this one.
describe('kafkajs as a broker', () => {
  describeReading(testBroker);
  describeRanges(testBroker);
  describeShards(testBroker);
  describeMembership(testBroker);
  describeFailing(testBroker);
  describeProducing(testBroker);
  describeBounds(testBroker);
  describeIdentity(testBroker);
  describeOtherLog(testBroker);
});

describe('kafkajs beneath the port', () => {
  it('counts uncommitted messages: the end is the offset of the next message', async () => {
    const admin = await testBroker().admin();
    const topic = `test-${randomUUID()}`;
    await admin.ensureTopics([{ name: topic, partitions: 1, config: {} }]);
    const { transaction, end } = await openTransaction(topic);
    expect((await admin.offsets(topic)).get(0)).toEqual({ low: 0, high: 2 });
    await transaction.abort();
    await Promise.all([end(), admin.close()]);
  });

  it('does not treat waiting for an open transaction as a stall: it continues when the broker has ended it', async () => {
    const bench = await openBench(testBroker());
    const { end } = await openTransaction(bench.topic, 1_000);
    const consumer = await bench.consume({}, { stall_timeout_ms: 500 });
    // The broker looks for expired transactions every 10 s, which is long after the watchdog's limit.
    const passed = eventually(
      async () => expect(consumer.positions().get(`${bench.topic}/0`)).toBe(3),
      60_000,
    );
    await Promise.race([passed, consumer.failed]);
    await consumer.stop();
    await Promise.all([end(), bench.admin.close()]);
  });
});

/**
 * A transaction with two messages in partition 0 that its producer never ends; the broker ends it after
 * `transactionTimeout` ms.
 */
async function openTransaction(
  topic: string,
  transactionTimeout?: number,
): Promise<{ transaction: Transaction; end: () => Promise<void> }> {
  const producer = kafkaClient(runningStack()).producer({
    transactionalId: topic,
    idempotent: true,
    maxInFlightRequests: 1,
    ...(transactionTimeout === undefined ? {} : { transactionTimeout }),
  });
  await producer.connect();
  const transaction = await producer.transaction();
  await transaction.send({
    topic,
    messages: [
      { partition: 0, value: 'open' },
      { partition: 0, value: 'open' },
    ],
  });
  return { transaction, end: () => producer.disconnect() };
}
