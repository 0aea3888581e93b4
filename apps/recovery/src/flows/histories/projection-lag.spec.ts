import { describe, expect, it } from '@jest/globals';
import { partOf } from '@stockproof/testing/kit';
import type { HistoryContext } from './barrier.js';
import { lagBetween, openProjectionLag } from './projection-lag.js';

describe('lagBetween', () => {
  const ends = new Map([
    [0, { high: 10 }],
    [1, { high: 5 }],
  ]);
  const at = (...offsets: number[]) => offsets.map((next_offset, partition) => ({ partition, next_offset }));

  it.each<[string, ReturnType<typeof at>, number]>([
    ['all partitions together', at(4, 2), 9],
    ['none that is caught up', at(10, 5), 0],
    ['none that is ahead of the end it knows', at(12, 4), 1],
    ['none of a partition without an end', at(10, 5, 7), 0],
    ['none of nothing', at(), 0],
  ])('counts %s', (_name, positions, lag) => expect(lagBetween(ends, positions)).toBe(lag));
});

it('the projection’s lag is measured again each time, and the admin is closed once', async () => {
  let high = 5_000;
  let closed = 0;
  const admin = {
    offsets: () => Promise.resolve(new Map([[0, { low: 0, high }]])),
    close: () => Promise.resolve(void (closed += 1)),
  };
  const context = partOf<HistoryContext>({
    broker: { admin: () => Promise.resolve(admin) },
    view: { query: () => Promise.resolve({ rows: [{ partition: 0, next_offset: 1_000 }] }) },
    projection_group: 'g',
    topics: { captured: 'c', availability: 'a' },
  });
  const watch = await openProjectionLag(context);
  expect(await watch.lag()).toBe(4_000);
  high = 1_200;
  expect(await watch.lag()).toBe(200);
  await watch.close();
  expect(closed).toBe(1);
});
