import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { runningStack, testBroker } from '@stockproof/testing';
import kafkajs from 'kafkajs';
import { describeBounds } from './describe-bounds.js';
import { describeFailing } from './describe-failing.js';
import { describeIdentity } from './describe-identity.js';
import { describeMembership } from './describe-membership.js';
import { describeOtherLog } from './describe-other-log.js';
import { describeProducing } from './describe-producing.js';
import { describeReading } from './describe-reading.js';
import { describeShards } from './describe-shards.js';

// A second client would be a second list like this one.
describe('kafkajs as a broker', () => {
  describeReading(testBroker);
  describeShards(testBroker);
  describeMembership(testBroker);
  describeFailing(testBroker);
  describeProducing(testBroker);
  describeBounds(testBroker);
  describeIdentity(testBroker);
  describeOtherLog(testBroker);
});

describe('kafkajs beneath the port', () => {
  it('counts what is not committed yet: an end is where the next message goes', async () => {
    const admin = await testBroker().admin();
    const topic = `test-${randomUUID()}`;
    await admin.ensureTopics([{ name: topic, partitions: 1, config: {} }]);
    const producer = new kafkajs.Kafka({ brokers: [runningStack().urls.kafka], logLevel: kafkajs.logLevel.NOTHING })
      .producer({ transactionalId: topic, idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ value: 'open' }, { value: 'open' }] });
    expect((await admin.offsets(topic)).get(0)).toEqual({ low: 0, high: 2 });
    await transaction.abort();
    await Promise.all([producer.disconnect(), admin.close()]);
  });
});
