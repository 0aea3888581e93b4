import { expect, it } from '@jest/globals';
import { together } from './index.js';

const soon = (error: Error): Promise<never> => Promise.reject(error);
const late = (error: Error): Promise<never> => new Promise((_done, fail) => setImmediate(() => fail(error)));

it('gives the answers in order', async () => {
  expect(await together([Promise.resolve(1), Promise.resolve('a')])).toEqual([1, 'a']);
});

it('throws the first failure in order, not the first that is heard', async () => {
  await expect(together([Promise.resolve(1), late(new Error('cause')), soon(new Error('aborted'))])).rejects.toThrow('cause');
});
