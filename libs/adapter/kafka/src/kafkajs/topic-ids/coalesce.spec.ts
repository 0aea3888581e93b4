import { expect, it } from '@jest/globals';
import { coalesce } from './coalesce.js';

it('answers with a request that began after the call, and sends no more than necessary', async () => {
  const begun: ((answer: number) => void)[] = [];
  const ask = coalesce(() => new Promise<number>((resolve) => begun.push(resolve)));
  const first = ask();
  await Promise.resolve();
  const [second, third] = [ask(), ask()];
  await new Promise(setImmediate);
  expect(begun).toHaveLength(1);
  begun[0]?.(1);
  expect(await first).toBe(1);
  await new Promise(setImmediate);
  expect(begun).toHaveLength(2);
  begun[1]?.(2);
  expect(await Promise.all([second, third])).toEqual([2, 2]);
});

it('sends another request after an error', async () => {
  const answers = [Promise.reject(new Error('away')), Promise.resolve(2)];
  answers[0]?.catch(() => undefined);
  const ask = coalesce(() => answers.shift() as Promise<number>);
  await expect(ask()).rejects.toThrow('away');
  expect(await ask()).toBe(2);
});
