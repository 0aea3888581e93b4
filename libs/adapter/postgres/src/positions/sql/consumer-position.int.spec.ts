import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { inTransaction } from '../../transactions/transaction.js';
import { ADD_TOPIC_ID, CREATE_CONSUMER_POSITION } from '../create-table.js';
import { OtherTopicError } from '../other-topic.js';
import {
  advancePosition,
  claimShard,
  moveToLog,
  readGroupPositions,
  readGroupProgress,
  readPosition,
  type ShardKey,
} from './consumer-position.js';

class CreateConsumerPosition1763700000001 {
  readonly name = 'CreateConsumerPosition1763700000001';

  async up(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
    for (const ddl of [CREATE_CONSUMER_POSITION, ADD_TOPIC_ID]) await runner.query(ddl);
  }

  async down(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
    await runner.query('DROP TABLE consumer_position');
  }
}

const [OLD, NEW] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'];
const key = (topic = 't', partition = 1, consumer_group = 'g') => ({ consumer_group, topic, partition });

describe('the statements of consumer_position', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase([CreateConsumerPosition1763700000001]);
  });
  afterAll(() => database.drop());
  beforeEach(() => database.pool.query('TRUNCATE consumer_position'));

  const claim = (shard: Partial<ShardKey> = {}) =>
    inTransaction(database.pool, (db) =>
      claimShard(db, { consumer_group: 'g', partition: 1, topics: ['t'], ...shard }, 'me'),
    );

  it('claim every topic of a shard under one epoch above all of them, also topics that are not requested', async () => {
    for (const [topic, epoch] of [
      ['t', 3],
      ['u', 7],
    ] as const)
      await database.pool.query(
        `INSERT INTO consumer_position VALUES ('g', $1, 1, 40, $2, 'before', 'epoch')`,
        [topic, epoch],
      );
    const claimed = await claim({ topics: ['t', 'v'] });
    expect([claimed.epoch, [...claimed.next_offsets].sort()]).toEqual([
      8,
      [
        ['t', 40],
        ['v', null],
      ],
    ]);
    const { rows } = await database.pool.query(
      `SELECT topic, epoch, claimed_by, claimed_at > now() - interval '1 minute' AS now FROM consumer_position ORDER BY topic`,
    );
    expect(rows).toEqual(['t', 'u', 'v'].map((topic) => ({ topic, epoch: 8, claimed_by: 'me', now: true })));
  });

  it('claim no other shard and no other group', async () => {
    await claim({ partition: 2 });
    await claim({ consumer_group: 'h' });
    expect((await claim()).epoch).toBe(1);
    expect((await readPosition(database.pool, key('t', 2)))?.epoch).toBe(1);
  });

  it('keep the topic id of the first claim, and refuse a claim under another id', async () => {
    const under = (id: string) => claim({ topic_ids: new Map([['t', id]]) });
    await under(OLD);
    await expect(under(NEW)).rejects.toThrow(OtherTopicError);
    await claim();
    expect(await readGroupPositions(database.pool, 'g')).toEqual([
      { topic: 't', partition: 1, next_offset: null, topic_id: OLD },
    ]);
    expect((await readPosition(database.pool, key()))?.epoch).toBe(2);
  });

  it('read one offset; undefined if the partition was never claimed', async () => {
    await claim();
    expect([
      await readPosition(database.pool, key()),
      await readPosition(database.pool, key('u')),
      await readPosition(database.pool, key('t', 2)),
      await readPosition(database.pool, key('t', 1, 'h')),
    ]).toEqual([{ epoch: 1, next_offset: null }, undefined, undefined, undefined]);
  });

  it('read all offsets of a group by topic, byte for byte, and partition', async () => {
    for (const [topic, partition] of [
      ['b', 10],
      ['b', 9],
      ['B', 1],
    ] as const)
      await claim({ topics: [topic], partition });
    await claim({ consumer_group: 'h' });
    expect(
      (await readGroupPositions(database.pool, 'g')).map(({ topic, partition }) => `${topic}/${partition}`),
    ).toEqual(['B/1', 'b/9', 'b/10']);
  });

  it('read how far a group has come in some topics, with who claimed each partition', async () => {
    for (const partition of [10, 9]) await claim({ topics: ['b', 'c'], partition });
    await claim({ consumer_group: 'h', topics: ['b'] });
    await inTransaction(database.pool, (db) => advancePosition(db, key('b', 9), 1, null, 7));
    const found = await readGroupProgress(database.pool, 'g', ['b', 'z']);
    expect(found.map(({ updated_at: _at, ...one }) => one)).toEqual([
      { topic: 'b', partition: 9, next_offset: 7, epoch: 1, claimed_by: 'me' },
      { topic: 'b', partition: 10, next_offset: null, epoch: 1, claimed_by: 'me' },
    ]);
    expect(found.every(({ updated_at }) => updated_at instanceof Date)).toBe(true);
  });

  it.each<[string, number, number | null, boolean]>([
    ['from where it is, under its epoch', 1, null, true],
    ['not under an older epoch', 0, null, false],
    ['not under a newer epoch', 2, null, false],
    ['not from another offset', 1, 6, false],
  ])('advance an offset %s', async (_name, epoch, from, advanced) => {
    await claim();
    await claim({ partition: 2 });
    expect(await advancePosition(database.pool, key(), epoch, from, 7)).toBe(advanced);
    expect((await readPosition(database.pool, key()))?.next_offset).toBe(advanced ? 7 : null);
    expect((await readPosition(database.pool, key('t', 2)))?.next_offset).toBeNull();
  });

  it('advance an offset once: the same step again does not match', async () => {
    await claim();
    const step = () => advancePosition(database.pool, key(), 1, null, 7);
    expect([await step(), await step(), await advancePosition(database.pool, key(), 1, 7, 9)]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('move one offset into another log, also to a smaller one, and keep its epoch', async () => {
    await claim({ topics: ['t', 'u'], topic_ids: new Map([['t', OLD]]) });
    await advancePosition(database.pool, key(), 1, null, 40);
    await moveToLog(database.pool, key(), NEW, 3);
    expect(await readGroupPositions(database.pool, 'g')).toEqual([
      { topic: 't', partition: 1, next_offset: 3, topic_id: NEW },
      { topic: 'u', partition: 1, next_offset: null, topic_id: null },
    ]);
    expect((await readPosition(database.pool, key()))?.epoch).toBe(1);
  });
});
