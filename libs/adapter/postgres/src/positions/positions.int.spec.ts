import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { claimShard, CREATE_CONSUMER_POSITION, FencedError, HeldShard, inTransaction, readPosition } from '../index.js';

class CreatePositions1763700000001 {
  readonly name = 'CreatePositions1763700000001';

  async up(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
    await runner.query(CREATE_CONSUMER_POSITION);
  }

  async down(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
    await runner.query('DROP TABLE consumer_position');
  }
}

describe('positions', () => {
  let database: TestDatabase;
  let partition = 0;
  const key = (topic = 't') => ({ consumer_group: 'g', topic, partition });
  const claim = (by: string, topics = ['t']) => HeldShard.claim(database.pool, { consumer_group: 'g', partition, topics }, by);
  const stored = async (topic = 't') => readPosition(database.pool, key(topic));

  beforeAll(async () => {
    database = await testDatabase([CreatePositions1763700000001]);
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    partition += 1;
  });

  it('starts unread, under epoch 1; each claim raises the epoch and keeps the position', async () => {
    const { pool } = database;
    expect(await stored()).toBeUndefined();
    const first = await claim('a');
    expect([first.epoch, first.positions()]).toEqual([1, new Map([['t', null]])]);
    expect(await first.advance(pool, 't', 7)).toBe('advanced');
    const second = await claim('b');
    expect([second.epoch, second.positions()]).toEqual([2, new Map([['t', 7]])]);
  });

  it('refuses an older epoch, and its effect with it', async () => {
    const { pool } = database;
    const old = await claim('a');
    await claim('b');
    await pool.query('CREATE TABLE IF NOT EXISTS effect (at int)');
    const zombie = inTransaction(pool, async (db) => {
      await db.query('INSERT INTO effect VALUES (1)');
      await old.advance(db, 't', 1);
    });
    await expect(zombie).rejects.toThrow(FencedError);
    expect((await pool.query('SELECT * FROM effect')).rows).toEqual([]);
  });

  it.each([
    ['the same topics', ['t', 'u'], ['t', 'u']],
    ['a topic more', ['t', 'u'], ['t', 'u', 'v']],
    ['a topic less', ['t', 'u'], ['u']],
    ['other topics', ['t', 'u'], ['v']],
  ])('is one epoch for all topics of a shard: who claims %s fences the holder before in each of its topics', async (_name, before, after) => {
    const { pool } = database;
    const old = await claim('a', before);
    await old.advance(pool, 't', 5);
    const young = await claim('b', after);
    for (const topic of before) await expect(old.advance(pool, topic, 9)).rejects.toThrow(FencedError);
    for (const topic of new Set([...before, ...after])) expect((await stored(topic))?.epoch).toBe(young.epoch);
    expect([...young.positions().keys()].sort()).toEqual(after);
    expect((await stored('t'))?.next_offset).toBe(5);
  });

  it('raises every topic above what any of them had, where they were claimed one by one once', async () => {
    for (const [topic, epoch] of [['t', 7], ['u', 3]] as const) {
      await database.pool.query(`INSERT INTO consumer_position VALUES ('g', $1, $2, NULL, $3, 'me', now())`, [topic, partition, epoch]);
    }
    expect((await claim('a', ['t', 'u'])).epoch).toBe(8);
  });

  it('leaves other shards and other groups alone', async () => {
    const { pool } = database;
    const own = await claim('a');
    await HeldShard.claim(pool, { consumer_group: 'other', partition, topics: ['t'] }, 'b');
    await HeldShard.claim(pool, { consumer_group: 'g', partition: partition + 1_000, topics: ['t'] }, 'b');
    expect(await own.advance(pool, 't', 1)).toBe('advanced');
  });

  it('gives two that claim a new shard at once two epochs, and the younger all topics', async () => {
    const both = await Promise.all([claim('a', ['t', 'u']), claim('b', ['u', 'v'])]);
    expect(both.map(({ epoch }) => epoch).sort()).toEqual([1, 2]);
    const [young] = both.filter(({ epoch }) => epoch === 2);
    for (const topic of young?.positions().keys() ?? []) expect((await stored(topic))?.epoch).toBe(2);
    expect((await stored('u'))?.epoch).toBe(2);
  });

  it('knows an earlier attempt of unknown outcome that stands after all', async () => {
    const { pool } = database;
    const held = await claim('a');
    await held.advance(pool, 't', 5);
    expect(await held.advance(pool, 't', 5)).toBe('already_applied');
    await expect(held.advance(pool, 't', 6)).rejects.toThrow(FencedError);
  });

  it('makes a claim wait for the transaction that is just committing, in any of the topics', async () => {
    const { pool } = database;
    const held = await claim('a', ['t', 'u']);
    let claimed: Promise<HeldShard> = Promise.reject(new Error('not yet'));
    claimed.catch(() => undefined);
    await inTransaction(pool, async (db) => {
      await held.advance(db, 'u', 9);
      claimed = claim('b', ['t', 'u']);
    });
    expect((await claimed).positions()).toEqual(new Map([['t', null], ['u', 9]]));
  });

  it('is refused to a claimer of no topic', async () => {
    await expect(inTransaction(database.pool, (db) => claimShard(db, { consumer_group: 'g', partition, topics: [] }, 'a'))).rejects.toThrow('no row');
  });
});
