import { expect, it } from '@jest/globals';
import type { MessageBatch } from '@stockproof/kafka';
import { HeldShard, type HeldShards } from '@stockproof/postgres';
import { absentDatabase } from '@stockproof/testing';
import { partOf } from '@stockproof/testing/kit';
import { RepairStock } from '../repair-stock/repair-stock.js';
import { commitBatch } from './commit-batch.js';
import { ShardSession } from './session.js';

const TOPICS = { rejections_topic: 'r', command_outcomes_topic: 'o', dead_letters_topic: 'd' };

it.each<
  [string, (how: Awaited<ReturnType<typeof absentDatabase>>, session: ShardSession) => Promise<unknown>]
>([
  [
    'updates and stock commands',
    (how, session) =>
      commitBatch({ ...how, topics: TOPICS, now_ms: () => 0 }, session, [], {
        source_topic: 't',
        source_partition: 0,
        source_offset: 1,
      }),
  ],
  [
    'stock repairs',
    (how, session) =>
      new RepairStock({
        ...how,
        topics: TOPICS,
        shards: partOf<HeldShards<ShardSession>>({ of: () => session }),
        onUnreadable: () => undefined,
      }).repair({ topic: 't', partition: 0, high_watermark: 1, messages: [] } as MessageBatch),
  ],
])('the end of the service ends a batch that waits for its database: %s', async (_case, batch) => {
  const session = new ShardSession(
    new HeldShard({ consumer_group: 'g', partition: 0 }, { epoch: 1, next_offsets: new Map([['t', 0]]) }),
  );
  await expect(batch(await absentDatabase(), session)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  expect(session.held.claim('t').next_offset).toBe(0);
});
