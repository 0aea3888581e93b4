import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { abortAfter } from './abort-after.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
  );

it('ends the work after its time, and says so', async () => {
  const work = abortAfter(5, untilAborted);
  const said = expect(work).rejects.toThrow('no answer within 5 ms');
  await jest.advanceTimersByTimeAsync(5);
  await said;
});

it.each<[string, () => Promise<string>]>([
  ['is done', async () => Promise.resolve('done')],
  ['fails', async () => Promise.reject(new Error('failed'))],
])('keeps nothing when the work %s', async (_how, work) => {
  await abortAfter(5, work).catch(() => undefined);
  expect(jest.getTimerCount()).toBe(0);
});
