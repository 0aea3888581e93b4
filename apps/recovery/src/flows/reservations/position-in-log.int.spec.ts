import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS } from '@stockproof/events';
import { type BrokerAdmin, presentRanges } from '@stockproof/kafka';
import { CdcHistory } from '@stockproof/verification';
import { eventually, serviceDatabase, testBroker, type TestDatabase, testTopics } from '@stockproof/testing';
import { RunControl } from '../../engine/run-control.js';
import { nothingLeft } from './histories.js';
import { readProjectionState } from '../histories/read-side.js';
import { selectorOf } from '../scope/scope-selector.js';

const PARTITIONS = 8;
const OTHER = randomUUID();
const MESSAGES = 3;

describe('a consumer’s position, as recovery reads it', () => {
  const broker = testBroker();
  const selector = selectorOf({ type: 'by_sku', skus: ['s'] }, PARTITIONS, []);
  const [partition = 0] = selector.partitions;
  let prefix = '';
  let admin: BrokerAdmin;
  let cdc_topic = '';
  let own: string | null = null;
  let view: TestDatabase;
  let reservations: TestDatabase;
  beforeAll(async () => {
    prefix = await testTopics(broker, PARTITIONS);
    cdc_topic = `${prefix}${TOPICS.ledgerChanges}`;
    admin = await broker.admin();
    own = (await admin.topicIds([cdc_topic])).get(cdc_topic) ?? null;
    const producer = await broker.producer();
    await producer.send(
      cdc_topic,
      Array.from({ length: MESSAGES }, () => ({ partition, key: 's', value: '{}' })),
    );
    await producer.close();
    [view, reservations] = [
      await serviceDatabase('availability-projection'),
      await serviceDatabase('reservation'),
    ];
  });
  afterAll(async () => {
    await admin.close();
    await Promise.all([view.drop(), reservations.drop()]);
  });

  const context = () => ({
    ledger: view.pool,
    view: view.pool,
    reservations: reservations.pool,
    broker,
    heartbeat: { consumed: () => true },
    partitions: PARTITIONS,
    sealed: null,
    group_prefix: prefix,
    projection_group: 'g',
    reservation_group: 'g',
    topics: { captured: cdc_topic, availability: `${prefix}${TOPICS.availability}` },
    barrier_ms: 0,
  });

  it.each<[string, () => string | null, number, boolean]>([
    ['behind all that was captured', () => own, MESSAGES, true],
    ['of a topic that is not known yet', () => null, MESSAGES, true],
    ['before the last', () => own, MESSAGES - 1, false],
    ['in a topic that was made again', () => OTHER, 5_000, false],
    ['in a topic that was made again, at the same offset', () => OTHER, MESSAGES, false],
    ['beyond the end', () => own, MESSAGES + 1, false],
  ])('one %s', async (_where, topic_id, next_offset, all_taken) => {
    for (const { pool } of [view, reservations]) {
      await pool.query('DELETE FROM consumer_position');
      await pool.query(
        `INSERT INTO consumer_position (consumer_group, topic, partition, next_offset, epoch, claimed_by, claimed_at, topic_id)
        VALUES ('g', $1, $2, $3, 1, 'me', now(), $4)`,
        [cdc_topic, partition, next_offset, topic_id()],
      );
    }
    // Partitions nobody has written to may have no leader yet: the topic is new.
    const present = await eventually(() => presentRanges(broker, cdc_topic));
    const ranges = present.filter((range) => range.partition === partition);
    const history = {
      history: new CdcHistory(selector.wanted),
      ranges,
      read_from: 'kafka' as const,
      segments: [],
      after_last: new Map([[partition, MESSAGES]]),
    };
    const side = await readProjectionState(context(), selector, history, new RunControl());
    const another = topic_id() === OTHER || next_offset > MESSAGES;
    expect([
      side.applied,
      side.positions.get(partition),
      await nothingLeft(context(), admin, ranges),
    ]).toEqual([all_taken, another ? 0 : next_offset, all_taken]);
  });
});
