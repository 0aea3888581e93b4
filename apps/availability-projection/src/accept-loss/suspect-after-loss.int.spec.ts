import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { acceptLoss } from '@stockproof/postgres';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { writeAnomalies } from '../project-changes/sql/write-fold.js';
import { migrations } from '../migrations/index.js';
import { suspectAfterLoss } from './suspect-after-loss.js';

const [OLD, NEW] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'];
const ENDS = new Map([0, 1].map((partition) => [partition, { low: 2, high: 9 }]));

describe('accepting another CDC history', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
    const { pool } = database;
    const position = `INSERT INTO consumer_position (consumer_group, topic, partition, next_offset, epoch, claimed_by, claimed_at, topic_id) VALUES ('g', $1, $2, $3, 4, 'me', now(), $4)`;
    for (const [topic, partition, next_offset, id] of [
      ['captured', 0, 400, OLD],
      ['captured', 1, 5, NEW],
      ['repairs', 0, 30, OLD],
    ] as const) {
      await pool.query(position, [topic, partition, next_offset, id]);
    }
    for (const partition of [0, 1]) {
      await pool.query(`INSERT INTO published_position VALUES ('availability', $1, 400, 4)`, [partition]);
      await pool.query(
        `INSERT INTO offer_availability (partition, seller_id, sku, version, revision, stock_on_hand, sellable, reserved, damaged, return_to_vendor, event_time,
           newest_event_time, accepted_at, changed_offset, status)
         VALUES ($1, 'ann', $2, 9, 2, 4, 4, 0, 0, 0, now(), now(), now(), 399, 'current')`,
        [partition, `s${partition}`],
      );
    }
  });
  afterAll(() => database.drop());

  const accept = () =>
    acceptLoss('other_log', database.pool, {
      consumer_group: 'g',
      topicNow: (topic) => Promise.resolve(topic === 'gone' ? null : { topic_id: NEW, ends: ENDS }),
      alsoIn: (db, moved, epoch) =>
        moved.topic === 'captured' ? suspectAfterLoss(db, moved, 'availability', epoch) : Promise.resolve(),
    });
  const read = async (sql: string) => (await database.pool.query(sql)).rows;

  it('is refused while a candidate of the view is built from it, and changes nothing', async () => {
    await database.pool.query(
      `INSERT INTO projection_function SELECT (jsonb_populate_record(one, '{"role": "next"}')).* FROM projection_function AS one WHERE role = 'live'`,
    );
    await expect(accept()).rejects.toThrow('abort its recovery first');
    expect(
      await read(
        `SELECT next_offset::int, epoch::int, topic_id FROM consumer_position WHERE topic = 'captured' AND partition = 0`,
      ),
    ).toEqual([{ next_offset: 400, epoch: 4, topic_id: OLD }]);
    await database.pool.query(`DELETE FROM projection_function WHERE role = 'next'`);
  });

  it('sets the position to its beginning, makes its offers suspect and publishes them; sound partitions do not change', async () => {
    expect(
      (await accept()).map(({ topic, partition, next_offset, to_offset }) => [
        topic,
        partition,
        next_offset,
        to_offset,
      ]),
    ).toEqual([
      ['captured', 0, 400, 2],
      ['repairs', 0, 30, 2],
    ]);
    expect(
      await read(
        `SELECT topic, partition, next_offset::int, topic_id FROM consumer_position ORDER BY topic, partition`,
      ),
    ).toEqual([
      { topic: 'captured', partition: 0, next_offset: 2, topic_id: NEW },
      { topic: 'captured', partition: 1, next_offset: 5, topic_id: NEW },
      { topic: 'repairs', partition: 0, next_offset: 2, topic_id: NEW },
    ]);
    expect(
      await read(
        `SELECT sku, status, revision::int, changed_offset::int FROM offer_availability ORDER BY sku`,
      ),
    ).toEqual([
      { sku: 's0', status: 'suspect', revision: 3, changed_offset: 2 },
      { sku: 's1', status: 'current', revision: 2, changed_offset: 399 },
    ]);
    expect(
      await read(`SELECT partition, published_offset::int FROM published_position ORDER BY partition`),
    ).toEqual([
      { partition: 0, published_offset: 2 },
      { partition: 1, published_offset: 400 },
    ]);
    expect(await read(`SELECT kind, source_offset::int FROM projection_anomaly`)).toEqual([
      { kind: 'history_lost', source_offset: 2 },
    ]);
    // Whoever takes the partition over next may claim its published position too.
    expect(
      await read(`SELECT published.epoch <= position.epoch AS free FROM published_position AS published
      JOIN consumer_position AS position ON position.partition = published.partition AND position.topic = 'captured' WHERE published.partition = 0`),
    ).toEqual([{ free: true }]);
    expect(await accept()).toEqual([]);
  });

  it('keeps the anomalies at the new position, and those of the lost part', async () => {
    const { pool } = database;
    const gap = {
      source_offset: 2,
      kind: 'version_gap' as const,
      seller_id: 'ann',
      sku: 's0',
      expected_version: 10,
      found_version: 12,
      detail: 'the first message there',
    };
    await writeAnomalies(pool, 'captured', 0, [gap]);
    await pool.query(
      `UPDATE consumer_position SET topic_id = $1 WHERE topic = 'captured' AND partition = 0`,
      [OLD],
    );
    expect(await accept()).toHaveLength(1);
    expect(await read(`SELECT kind, source_offset::int FROM projection_anomaly ORDER BY anomaly_id`)).toEqual(
      [
        { kind: 'history_lost', source_offset: 2 },
        { kind: 'version_gap', source_offset: 2 },
        { kind: 'history_lost', source_offset: 2 },
      ],
    );
  });
});
