import { expect, it } from '@jest/globals';
import { functionsFrom } from '@stockproof/availability';
import type { Broker, MessageBatch } from '@stockproof/kafka';
import { HeldShard, type HeldShards } from '@stockproof/postgres';
import { absentDatabase } from '@stockproof/testing';
import { partOf } from '@stockproof/testing/kit';
import { commitFold } from './project-changes/commit-fold.js';
import { FoldSession } from './shard/session.js';
import type { PartitionPublisher } from './publish/partition-publisher.js';
import { publishRepairs } from './repair-offers/publish-repairs.js';
import { RepairOffers } from './repair-offers/repair-offers.js';
import type { Owned } from './shard/owned.js';
import { openShard } from './open-shard.js';

type Work = (
  how: Awaited<ReturnType<typeof absentDatabase>>,
  held: HeldShard,
  owned: Owned,
) => Promise<unknown>;

const functions = functionsFrom(() => Promise.reject(new Error('there are no candidates')));
const broker = {} as Broker;

it.each<[string, Work]>([
  ['changes', (how, _held, { session }) => commitFold({ ...how, functions }, session, [], 1)],
  [
    'repairs',
    (how, _held, owned) =>
      new RepairOffers({
        ...how,
        functions,
        broker,
        partitions: 1,
        shards: partOf<HeldShards<Owned>>({ of: () => owned }),
        onUnreadable: () => undefined,
      }).repair({ topic: 'r', partition: 0, high_watermark: 1, messages: [] } as MessageBatch),
  ],
  ['what repairs did', (how, _held, owned) => publishRepairs(how, owned, { decided: [], announced: false })],
  [
    'a shard that is taken over',
    (how, held) =>
      openShard(
        {
          ...how,
          broker,
          ledger_topic: 't',
          availability_topic: 'a',
          metrics: { published: () => undefined },
          now_ms: () => 0,
        },
        held,
      ),
  ],
])('the end of the service ends work that waits for its database: %s', async (_case, work) => {
  const held = new HeldShard(
    { consumer_group: 'g', partition: 0 },
    {
      epoch: 1,
      next_offsets: new Map([
        ['t', 0],
        ['r', 0],
      ]),
    },
  );
  const owned = { session: new FoldSession(held, 't', 1), publisher: {} as PartitionPublisher };
  await expect(work(await absentDatabase(), held, owned)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  expect([held.claim('t').next_offset, held.claim('r').next_offset]).toEqual([0, 0]);
});
