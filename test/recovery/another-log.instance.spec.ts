import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectFetch } from '@stockproof/connectors';
import { askControl, topicSpecs } from '@stockproof/embedded';
import { skuPartition, TOPICS } from '@stockproof/events';
import {
  eventually,
  queryDatabase,
  recover,
  recreateTopic,
  runningStack,
  type RunningStack,
  seller,
  testBroker,
} from '@stockproof/testing';
import { anEvent } from '@stockproof/testing/kit';
import { startInstance, stockproof, stopInstance } from '../stack/instance.js';
import { trialOffer } from './trial-offer.js';

const HANDLER = 'command-handler';
const WHY = 'the topic is made again';
const LEDGER_CONNECTOR = 'postgres-inventory-connector';

/** With the platform's retention, because a service refuses a topic that deletes messages. */
const remake = (stack: RunningStack, topic: string): Promise<void> =>
  recreateTopic(stack, topic, topicSpecs(8, '').find(({ name }) => name === topic)?.config);

/** Waits until a part has ended for this reason, and keeps it stopped. */
async function endsWith(stack: RunningStack, part: string, reason: string): Promise<void> {
  await eventually(async () =>
    expect(readFileSync(join(stack.home, 'log', `${part}.log`), 'utf8')).toContain(reason),
  );
  await askControl(stack.control_socket, part, 'stop').catch(() => undefined);
}

describe('another log', () => {
  // An own instance, because topics are deleted here.
  let env: Record<string, string>;
  let stack: RunningStack;
  beforeAll(async () => {
    env = await startInstance({ STOCKPROOF_RECOVERY_BARRIER_TIMEOUT_MS: '5000' });
    stack = runningStack(env['STOCKPROOF_HOME']);
  });
  afterAll(() => stopInstance(env));

  const row = async (partition: number) =>
    (
      await queryDatabase(
        stack,
        'inventory',
        'SELECT next_offset::int, epoch::int, topic_id FROM consumer_position WHERE consumer_group = $1 AND topic = $2 AND partition = $3',
        [HANDLER, TOPICS.updates, partition],
      )
    )[0];

  it('of a server that is ahead: its heartbeats pass no barrier, and rows in transit are not called lost', async () => {
    const ann = await seller(stack);
    const offer = await trialOffer(stack, ann);
    const verify = () => recover(stack, { scope: { type: 'by_offer', offers: [offer] } });
    await connector('stop');
    expect(
      (
        await ann.post(
          anEvent({ event_id: `${offer.sku}-6`, ...offer, quantity: 1, event_time: '2026-06-19T19:00:00Z' }),
        )
      ).status,
    ).toBe(202);
    await eventually(async () => expect((await ann.outcome(`${offer.sku}-6`)).status).toBe(200));
    const [{ ahead } = { ahead: 0 }] = await queryDatabase<{ ahead: number }>(
      stack,
      'inventory',
      `SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint + 10737418240 AS ahead`,
    );
    const producer = await testBroker(stack).producer();
    const beat = JSON.stringify({
      payload: {
        after: { connector: 'ledger', beat_at: new Date(Date.now() + 1_000).toISOString() },
        source: { lsn: Number(ahead) },
        op: 'u',
      },
    });
    const beating = setInterval(
      () => void producer.send(TOPICS.heartbeats, [{ partition: 0, key: null, value: beat }]),
      200,
    );
    try {
      const blind = await verify();
      expect([blind.confidence_status, blind.checks.filter(({ status }) => status === 'fail')]).toEqual([
        'inconclusive',
        [],
      ]);
    } finally {
      clearInterval(beating);
      await producer.close();
      await connector('resume');
    }
    await eventually(async () => expect((await verify()).confidence_status).toBe('trusted'), 120_000);
  });

  it('of updates: the running handler ends before it reads any of it, ends again at a start, and continues when it is accepted', async () => {
    const ann = await seller(stack);
    const { sku } = await trialOffer(stack, ann);
    const partition = skuPartition(sku, 8);
    const before = await row(partition);
    await remake(stack, TOPICS.updates);
    // More than the old offset: a consumer that continued there would skip them silently.
    const events = Array.from({ length: 40 }, (_one, id) =>
      anEvent({
        event_id: `${sku}-new-${id}`,
        sku,
        seller_id: ann.seller_id,
        quantity: 1,
        event_time: '2026-06-19T19:00:00Z',
      }),
    );
    await eventually(async () => expect((await ann.post(events)).status).toBe(202), 60_000);
    await endsWith(stack, HANDLER, 'TopicReplacedError');
    const after = await row(partition);
    expect(after).toMatchObject({
      next_offset: (before as { next_offset: number }).next_offset,
      topic_id: (before as { topic_id: string }).topic_id,
    });
    // Not awaited: the supervisor would restart it until it gives up.
    void askControl(stack.control_socket, HANDLER, 'start').catch(() => undefined);
    await endsWith(stack, HANDLER, 'OtherTopicError');
    expect(await row(partition)).toEqual(after);
    expect(
      await queryDatabase(
        stack,
        'inventory',
        'SELECT event_id FROM inventory_transaction WHERE event_id LIKE $1',
        [`${sku}-new-%`],
      ),
    ).toEqual([]);

    expect(await stockproof(env, 'accept-other-log', HANDLER, '--reason', WHY)).toContain(
      `${TOPICS.updates}/${partition}: was at ${(before as { next_offset: number }).next_offset} of the old log, begins at 0`,
    );
    expect(await stockproof(env, 'accept-other-log', HANDLER, '--reason', WHY)).toBe(
      'every position is in its log\n',
    );
    const acts = await queryDatabase(
      stack,
      'security',
      `SELECT outcome, recorded_by, target, reason, detail FROM security_event WHERE action = 'accept_loss' ORDER BY sequence`,
    );
    const act = { recorded_by: 'command_handler', target: `${HANDLER} other_log`, reason: WHY };
    expect(acts).toEqual([
      { ...act, outcome: 'attempted', detail: null },
      { ...act, outcome: 'done', detail: expect.stringContaining(`${TOPICS.updates}/${partition} `) },
      { ...act, outcome: 'attempted', detail: null },
      { ...act, outcome: 'done', detail: 'nothing was lost' },
    ]);
    await askControl(stack.control_socket, HANDLER, 'start');
    await eventually(async () => {
      for (const { event_id } of [events[0], events.at(-1)] as { event_id: string }[])
        expect(await (await ann.outcome(event_id)).json()).toMatchObject({ status: 'accepted' });
    }, 60_000);
    expect(
      await queryDatabase(
        stack,
        'inventory',
        'SELECT count(*)::int AS rows FROM inventory_transaction WHERE event_id LIKE $1',
        [`${sku}-new-%`],
      ),
    ).toEqual([{ rows: 40 }]);
  });

  async function connector(what: 'stop' | 'resume'): Promise<void> {
    await eventually(
      async () =>
        expect(
          (
            await connectFetch(`${stack.urls.connect}/connectors/${LEDGER_CONNECTOR}/${what}`, {
              method: 'PUT',
            })
          ).ok,
        ).toBe(true),
      60_000,
    );
  }
});
