import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { advanceOrExplain, claimPartition, CREATE_CONSUMER_POSITION, FencedError, inTransaction, readPosition } from '../index.js';

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
  const key = () => ({ consumer_group: 'g', topic: 't', partition });

  beforeAll(async () => {
    database = await testDatabase([CreatePositions1763700000001]);
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    partition += 1;
  });

  it('starts unread, under epoch 1; each claim raises the epoch and keeps the position', async () => {
    const { pool } = database;
    expect(await readPosition(pool, key())).toBeUndefined();
    const first = await claimPartition(pool, key(), 'a');
    expect(first).toEqual({ epoch: 1, next_offset: null });
    expect(await advanceOrExplain(pool, key(), first, 7)).toBe('advanced');
    expect(await claimPartition(pool, key(), 'b')).toEqual({ epoch: 2, next_offset: 7 });
  });

  it('refuses an older epoch, and its effect with it', async () => {
    const { pool } = database;
    const old = await claimPartition(pool, key(), 'a');
    await claimPartition(pool, key(), 'b');
    await pool.query('CREATE TABLE IF NOT EXISTS effect (at int)');
    const zombie = inTransaction(pool, async (db) => {
      await db.query('INSERT INTO effect VALUES (1)');
      await advanceOrExplain(db, key(), old, 1);
    });
    await expect(zombie).rejects.toThrow(FencedError);
    expect((await pool.query('SELECT * FROM effect')).rows).toEqual([]);
  });

  it('knows an earlier attempt of unknown outcome that stands after all', async () => {
    const { pool } = database;
    const claim = await claimPartition(pool, key(), 'a');
    await advanceOrExplain(pool, key(), claim, 5);
    expect(await advanceOrExplain(pool, key(), claim, 5)).toBe('already_applied');
    await expect(advanceOrExplain(pool, key(), claim, 6)).rejects.toThrow(FencedError);
  });

  it('makes a claim wait for the transaction that is just committing', async () => {
    const { pool } = database;
    const claim = await claimPartition(pool, key(), 'a');
    let claimed: Promise<unknown> = Promise.resolve();
    await inTransaction(pool, async (db) => {
      await advanceOrExplain(db, key(), claim, 9);
      claimed = claimPartition(pool, key(), 'b');
    });
    expect(await claimed).toEqual({ epoch: 2, next_offset: 9 });
  });
});
