import { expect, it } from '@jest/globals';
import { within } from './within.js';

it('returns the answer that comes in time, or its error', async () => {
  expect(await within(10_000, Promise.resolve(7))).toBe(7);
  await expect(within(10_000, Promise.reject(new Error('refused')))).rejects.toThrow('refused');
});

it('stops waiting for an answer that does not come', async () => {
  await expect(within(1, new Promise(() => undefined))).rejects.toThrow('no answer within 1 ms');
});
