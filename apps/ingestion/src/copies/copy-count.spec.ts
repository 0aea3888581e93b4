import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { aPool } from '@stockproof/testing/kit';
import { CopyCount } from './copy-count.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

it('counts the copies every two seconds; if the database does not answer, the last number counts', async () => {
  const answers: (number | Error)[] = [1, 2, new Error('away'), 3];
  const asked: string[] = [];
  const count = new CopyCount(
    aPool(async ({ name }: { name: string }) => {
      asked.push(name);
      const next = name === 'note-copy' ? answers.shift() : 0;
      if (next instanceof Error) throw next;
      return { rows: [{ copies: next }] };
    }),
  );
  expect(count.copies).toBe(1);
  await count.start();
  const seen = [count.copies];
  for (let turn = 0; turn < 3; turn += 1) {
    await jest.advanceTimersByTimeAsync(2_000);
    seen.push(count.copies);
  }
  await count.stop();
  await jest.advanceTimersByTimeAsync(20_000);
  expect([seen, asked]).toEqual([
    [1, 2, 2, 3],
    ['note-copy', 'note-copy', 'note-copy', 'note-copy', 'forget-copy'],
  ]);
});
