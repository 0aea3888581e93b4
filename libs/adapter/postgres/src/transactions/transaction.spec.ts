import { setImmediate } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { partOf } from '@stockproof/testing/kit';
import type { Pool } from 'pg';
import { inTransaction, type Queryable, awaitPipelined } from '../index.js';

const soon = (error: Error): Promise<never> => Promise.reject(error);
const late = (error: Error): Promise<never> => setImmediate().then(() => Promise.reject(error));

it('returns the results in order', async () => {
  expect(await awaitPipelined([Promise.resolve(1), Promise.resolve('a')])).toEqual([1, 'a']);
});

it('throws the first failure in order, not the first received', async () => {
  await expect(
    awaitPipelined([Promise.resolve(1), late(new Error('cause')), soon(new Error('aborted'))]),
  ).rejects.toThrow('cause');
});

it('treats "transaction is aborted" as the cause only if there is no other error', async () => {
  // Found by the simulation, seed 223: the position's second question was refused before the heads said why.
  const aborted = Object.assign(new Error('aborted'), { code: '25P02' });
  const conflict = Object.assign(new Error('could not serialize'), { code: '40001' });
  await expect(awaitPipelined([Promise.reject(aborted), Promise.reject(conflict)])).rejects.toBe(conflict);
  await expect(awaitPipelined([Promise.reject(aborted)])).rejects.toBe(aborted);
});

/** What is sent to the connection of a transaction with this work, and what comes of it. */
async function sending(
  work: (db: Queryable) => Promise<unknown>,
): Promise<{ sent: string[]; reported: unknown }> {
  const sent: string[] = [];
  const query = async (text: string): Promise<object> => {
    sent.push(text);
    await setImmediate();
    return { rows: [] };
  };
  const pool = partOf<Pool>({
    connect: () =>
      Promise.resolve({ query, release: (broken = false) => sent.push(broken ? 'closed' : 'released') }),
  });
  const reported = await inTransaction(pool, work).catch((error: Error) => error.message);
  return { sent, reported };
}

it('commits if all statements were awaited', async () => {
  expect(await sending(async (db) => (await db.query('a')).rows)).toEqual({
    sent: ['BEGIN', 'a', 'COMMIT', 'released'],
    reported: [],
  });
});

it('does not commit while a statement is not awaited', async () => {
  const work = async (db: Queryable): Promise<void> => {
    await db.query('a');
    void db.query('b');
  };
  expect(await sending(work)).toEqual({
    sent: ['BEGIN', 'a', 'b', 'ROLLBACK', 'released'],
    reported: '1 statements of the transaction were not waited for',
  });
});

it.each<[string, () => Promise<void>, string]>([
  ['committed', async () => undefined, 'COMMIT'],
  ['rolled back', () => Promise.reject(new Error('no')), 'ROLLBACK'],
])(
  'refuses statements after the transaction is %s, because the connection may belong to others',
  async (_how, end, ending) => {
    const kept: Queryable[] = [];
    const { sent } = await sending((db) => {
      kept.push(db);
      return end();
    });
    await expect(kept[0]?.query('late')).rejects.toThrow('has ended');
    expect(sent).toEqual(['BEGIN', ending, 'released']);
  },
);
