import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { acceptLoss } from '@stockproof/postgres';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../migrations/index.js';
import { setOldPlacesAside } from './set-old-places-aside.js';

const [OLD, NEW] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'];

describe('rows that are identified by a record position', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
    for (const [partition, id] of [
      [0, OLD],
      [1, NEW],
    ] as const) {
      await database.pool.query(
        `
        INSERT INTO consumer_position (consumer_group, topic, partition, next_offset, epoch, claimed_by, claimed_at, topic_id) VALUES ('g', 'updates', $1, 5, 4, 'me', now(), $2)`,
        [partition, id],
      );
      await keep(partition, 'of the first log');
    }
  });
  afterAll(() => database.drop());

  async function keep(partition: number, detail: string): Promise<void> {
    await database.pool.query(
      `
      INSERT INTO quarantine (source_topic, source_partition, source_offset, reason, detail, assignee, message_headers, quarantined_at, held, message_value)
      VALUES ('updates', $1, 3, 'not_json', $2, 'ann', '{}', now(), 'whole', 'x')`,
      [partition, detail],
    );
    await database.pool.query(
      `
      INSERT INTO inventory_conflict VALUES ('updates', $1, 4, 'ann', $2, 'x', 'x', now())`,
      [partition, detail],
    );
  }

  const accept = (low: number) =>
    acceptLoss(low === 0 ? 'other_log' : 'lost_history', database.pool, {
      consumer_group: 'g',
      alsoIn: (db, moved, epoch, loss) => setOldPlacesAside(db, loss, moved, epoch),
      topicNow: () =>
        Promise.resolve({
          topic_id: NEW,
          ends: new Map([0, 1].map((partition) => [partition, { low, high: 9 }])),
        }),
    });
  const kept = async (table: string, what: string) =>
    (
      await database.pool.query<{ at: string }>(
        `SELECT source_topic || '/' || source_partition || ' ' || ${what} AS at FROM ${table} ORDER BY at`,
      )
    ).rows.map(({ at }) => at);

  it('are renamed when another log takes their positions, each time; rows of a sound log are not', async () => {
    expect(await accept(0)).toHaveLength(1);
    const once = ['updates/1 of the first log', 'updates@5/0 of the first log'];
    expect([await kept('quarantine', 'detail'), await kept('inventory_conflict', 'event_id')]).toEqual([
      once,
      once,
    ]);
    await keep(0, 'of the second');
    await database.pool.query('UPDATE consumer_position SET topic_id = $1 WHERE partition = 0', [OLD]);
    expect(await accept(0)).toHaveLength(1);
    expect(await kept('quarantine', 'detail')).toEqual([...once, 'updates@6/0 of the second']);
  });

  it('keep their names when the beginning of their own log was deleted, because no position is used twice', async () => {
    expect((await accept(6)).map(({ partition }) => partition)).toEqual([0, 1]);
    expect(await kept('quarantine', 'detail')).toEqual([
      'updates/1 of the first log',
      'updates@5/0 of the first log',
      'updates@6/0 of the second',
    ]);
  });
});
