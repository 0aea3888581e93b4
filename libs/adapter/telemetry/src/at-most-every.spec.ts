import { expect, it } from '@jest/globals';
import { atMostEvery } from './at-most-every.js';

it('is read once in its time, and again at once after a failure', async () => {
  let [now_ms, read, away] = [0, 0, false];
  const ask = atMostEvery(
    1_000,
    () => {
      read += 1;
      return away ? Promise.reject(new Error('away')) : Promise.resolve(read);
    },
    () => now_ms,
  );
  expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
  now_ms = 999;
  expect(await ask()).toBe(1);
  [now_ms, away] = [1_000, true];
  await expect(ask()).rejects.toThrow('away');
  away = false;
  expect(await ask()).toBe(3);
});
