import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import {
  ADD_TOPIC_ID,
  claimShard,
  CREATE_CONSUMER_POSITION,
  DatabaseWentBackError,
  endOf,
  FencedError,
  HeldShard,
  HeldShards,
  inTransaction,
  OtherTopicError,
  type Queryable,
  readPosition,
} from '../index.js';

class CreatePositions1763700000001 {
  readonly name = 'CreatePositions1763700000001';

  async up(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
    await runner.query(CREATE_CONSUMER_POSITION);
    await runner.query(ADD_TOPIC_ID);
  }

  async down(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
    await runner.query('DROP TABLE consumer_position');
  }
}

describe('a stored offset', () => {
  let database: TestDatabase;
  let partition = 0;
  const key = (topic = 't') => ({ consumer_group: 'g', topic, partition });
  const claim = (by: string, topics = ['t']) =>
    HeldShard.claim(database.pool, { consumer_group: 'g', partition, topics }, by);
  const stored = async (topic = 't') => readPosition(database.pool, key(topic));

  beforeAll(async () => {
    database = await testDatabase([CreatePositions1763700000001]);
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    partition += 1;
  });

  it('is behind the last applied message, stored with the effect, so nothing is applied twice', async () => {
    const { pool } = database;
    const held = await claim('a');
    const processBatch = (...offsets: number[]) =>
      held.commit(
        { name: 'projection.repair', pool, retry: {} },
        endOf({ topic: 't', messages: offsets.map((offset) => ({ offset })) }),
        () => Promise.resolve('done'),
      );
    expect([await processBatch(5, 6), (await stored())?.next_offset, held.positions().get('t')]).toEqual([
      'done',
      7,
      7,
    ]);
    expect([await processBatch(7), (await stored())?.next_offset]).toEqual(['done', 8]);
    await expect(
      held.commit(
        { name: 'projection.repair', pool, retry: {} },
        endOf({ topic: 't', messages: [{ offset: 8 }] }),
        () => Promise.reject(new Error('no effect')),
      ),
    ).rejects.toThrow('no effect');
    expect([(await stored())?.next_offset, held.positions().get('t')]).toEqual([8, 8]);
  });

  it('is fenced before the reads of a batch, in one round trip; nothing is written if the fence refuses', async () => {
    const { pool } = database;
    const held = await claim('a');
    const how = { name: 'projection.repair', pool, retry: {} } as const;
    const read = async (db: Queryable) =>
      (
        await db.query<{ next_offset: number }>(
          `SELECT next_offset FROM consumer_position WHERE topic = 't' AND partition = $1`,
          [partition],
        )
      ).rows[0]?.next_offset;
    const end = { topic: 't', next_offset: 7 };
    // The read sees the position as the fence has just stored it.
    expect(await held.readAndCommit(how, end, read, (_db, seen) => Promise.resolve(seen))).toBe(7);
    await claim('b');
    let written = 0;
    const late = held.readAndCommit(how, { topic: 't', next_offset: 8 }, read, async () => (written += 1));
    await expect(late).rejects.toThrow(FencedError);
    expect([written, (await stored())?.next_offset]).toEqual([0, 7]);
  });

  it('starts unread, under epoch 1; each claim raises the epoch and keeps the offset', async () => {
    const { pool } = database;
    expect(await stored()).toBeUndefined();
    const first = await claim('a');
    expect([first.epoch, first.positions()]).toEqual([1, new Map([['t', null]])]);
    expect(await first.advance(pool, 't', 7)).toBe('advanced');
    const second = await claim('b');
    expect([second.epoch, second.positions()]).toEqual([2, new Map([['t', 7]])]);
  });

  it('stores the beginning of a topic once, under its own epoch only', async () => {
    const { pool } = database;
    const shards = new HeldShards({
      pool,
      consumer_group: 'g',
      retry: { onRetry: () => undefined },
      open: (held) => held,
    });
    expect(await shards.assigned({ partition, topics: ['t', 'u'] })).toEqual(
      new Map([
        ['t', null],
        ['u', null],
      ]),
    );
    await shards.begun(key(), 4);
    await shards.begun(key(), 4);
    expect([(await stored())?.next_offset, (await stored('u'))?.next_offset]).toEqual([4, null]);
    expect(shards.of({ partition }).claim('t').next_offset).toBe(4);
    await claim('another', ['t', 'u']);
    await expect(shards.begun(key('u'), 4)).rejects.toThrow(FencedError);
    await expect(shards.begun({ topic: 't', partition: 99 }, 4)).rejects.toThrow('not assigned');
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
  ])(
    'has one epoch for all topics of a shard: a claim of %s fences the former holder in each topic',
    async (_name, before, after) => {
      const { pool } = database;
      const old = await claim('a', before);
      await old.advance(pool, 't', 5);
      const young = await claim('b', after);
      for (const topic of before) await expect(old.advance(pool, topic, 9)).rejects.toThrow(FencedError);
      for (const topic of new Set([...before, ...after]))
        expect((await stored(topic))?.epoch).toBe(young.epoch);
      expect([...young.positions().keys()].sort()).toEqual(after);
      expect((await stored('t'))?.next_offset).toBe(5);
    },
  );

  it('is raised for every topic above all former epochs, also if they were claimed one by one', async () => {
    for (const [topic, epoch] of [
      ['t', 7],
      ['u', 3],
    ] as const) {
      await database.pool.query(`INSERT INTO consumer_position VALUES ('g', $1, $2, NULL, $3, 'me', now())`, [
        topic,
        partition,
        epoch,
      ]);
    }
    expect((await claim('a', ['t', 'u'])).epoch).toBe(8);
  });

  it('does not affect other shards and groups', async () => {
    const { pool } = database;
    const own = await claim('a');
    await HeldShard.claim(pool, { consumer_group: 'other', partition, topics: ['t'] }, 'b');
    await HeldShard.claim(pool, { consumer_group: 'g', partition: partition + 1_000, topics: ['t'] }, 'b');
    expect(await own.advance(pool, 't', 1)).toBe('advanced');
  });

  it('gives two concurrent claims of a new shard two epochs, and the later one all topics', async () => {
    const both = await Promise.all([claim('a', ['t', 'u']), claim('b', ['u', 'v'])]);
    expect(both.map(({ epoch }) => epoch).sort()).toEqual([1, 2]);
    const [young] = both.filter(({ epoch }) => epoch === 2);
    for (const topic of young?.positions().keys() ?? []) expect((await stored(topic))?.epoch).toBe(2);
    expect((await stored('u'))?.epoch).toBe(2);
  });

  it('recognises an earlier attempt of unknown outcome that was committed', async () => {
    const { pool } = database;
    const held = await claim('a');
    await held.advance(pool, 't', 5);
    expect(await held.advance(pool, 't', 5)).toBe('already_applied');
    await expect(held.advance(pool, 't', 6)).rejects.toThrow(FencedError);
  });

  it('makes a claim wait for a transaction that is committing, in any of the topics', async () => {
    const { pool } = database;
    const held = await claim('a', ['t', 'u']);
    let claimed: Promise<HeldShard> = Promise.reject(new Error('not yet'));
    claimed.catch(() => undefined);
    await inTransaction(pool, async (db) => {
      await held.advance(db, 'u', 9);
      claimed = claim('b', ['t', 'u']);
    });
    expect((await claimed).positions()).toEqual(
      new Map([
        ['t', null],
        ['u', 9],
      ]),
    );
  });

  it('is refused to a claim without topics', async () => {
    await expect(
      inTransaction(database.pool, (db) =>
        claimShard(db, { consumer_group: 'g', partition, topics: [] }, 'a'),
      ),
    ).rejects.toThrow('no row');
  });

  describe('of a topic', () => {
    const [OLD, NEW] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'];
    const under = (topic_id: string | null, topics = ['t']) =>
      HeldShard.claim(
        database.pool,
        {
          consumer_group: 'g',
          partition,
          topics,
          topic_ids: new Map(topic_id === null ? [] : topics.map((topic) => [topic, topic_id])),
        },
        'a',
      );
    const stored = async () =>
      (
        await database.pool.query(
          'SELECT topic, epoch, next_offset, topic_id FROM consumer_position WHERE consumer_group = $1 AND partition = $2 ORDER BY topic',
          ['g', partition],
        )
      ).rows;

    it('is valid for that topic only; under another id nothing changes', async () => {
      const held = await under(OLD);
      await inTransaction(database.pool, (db) => held.advance(db, 't', 7));
      const before = await stored();
      await expect(under(NEW)).rejects.toThrow(OtherTopicError);
      expect(await stored()).toEqual(before);
      expect((await under(OLD)).positions()).toEqual(new Map([['t', 7]]));
    });

    it('is compared for every assigned shard', async () => {
      const shards = new HeldShards({
        pool: database.pool,
        consumer_group: 'g',
        retry: {},
        open: () => null,
      });
      const given = (topic_id: string) => ({
        partition,
        topics: ['t'],
        topic_ids: new Map([['t', topic_id]]),
      });
      await shards.assigned(given(OLD));
      await expect(shards.assigned(given(NEW))).rejects.toThrow(OtherTopicError);
      expect(await stored()).toMatchObject([{ epoch: 1, topic_id: OLD }]);
    });

    it('without a stored id takes the current one, once', async () => {
      await under(null);
      expect(await stored()).toMatchObject([{ epoch: 1, topic_id: null }]);
      await under(NEW);
      expect(await stored()).toMatchObject([{ epoch: 2, topic_id: NEW }]);
      await expect(under(OLD)).rejects.toThrow(OtherTopicError);
    });

    it('is kept by claims for other topics or none', async () => {
      await under(OLD, ['t', 'u']);
      await under(NEW, ['v']);
      await under(null, ['t']);
      expect(await stored()).toMatchObject([
        { topic: 't', topic_id: OLD },
        { topic: 'u', topic_id: OLD },
        { topic: 'v', topic_id: NEW },
      ]);
    });
  });

  describe('of a database that went back', () => {
    it.each<[string, string, string]>([
      ['the position fell', 'UPDATE consumer_position SET next_offset = 3', 'DatabaseWentBackError'],
      [
        'the position was never stored',
        'UPDATE consumer_position SET next_offset = NULL',
        'DatabaseWentBackError',
      ],
      ['the claim was never made', 'UPDATE consumer_position SET epoch = epoch - 1', 'DatabaseWentBackError'],
      ['nobody ever claimed', 'DELETE FROM consumer_position', 'DatabaseWentBackError'],
      ['somebody else moved it on', 'UPDATE consumer_position SET next_offset = 9', 'FencedError'],
      ['somebody else claimed it', 'UPDATE consumer_position SET epoch = epoch + 1', 'FencedError'],
    ])('%s: nothing is written', async (_name, change, error) => {
      const held = await claim('a');
      await inTransaction(database.pool, (db) => held.advance(db, 't', 7));
      held.moved('t', 7);
      await database.pool.query(`${change} WHERE consumer_group = 'g' AND partition = $1`, [partition]);
      await database.pool.query('CREATE TABLE IF NOT EXISTS decided (at int)');
      const writing = inTransaction(database.pool, async (db) => {
        await db.query('INSERT INTO decided VALUES (1)');
        await held.advance(db, 't', 8);
      });
      await expect(writing).rejects.toMatchObject({ name: error });
      expect((await database.pool.query('SELECT * FROM decided')).rows).toEqual([]);
      if (error === DatabaseWentBackError.name)
        await expect(writing).rejects.toThrow('docs/runbooks/12-ledger-went-back.md');
    });
  });
});
