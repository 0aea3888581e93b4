import { expect, it } from '@jest/globals';
import { nextBatch } from './next-batch.js';

const limits = { max_events: 3, max_bytes: 40 };
const of = (...updates: [event_id: string, bytes: number][]) =>
  updates.map(([event_id, bytes]) => ({ event_id, bytes }));

it.each<[string, ReturnType<typeof of>, number]>([
  ['nothing waits', of(), 0],
  ['one', of(['a', 9]), 1],
  ['as many as a request takes', of(['a', 9], ['b', 9], ['c', 9]), 3],
  ['more than a request takes', of(['a', 1], ['b', 1], ['c', 1], ['d', 1]), 3],
  ['as many bytes as a request takes', of(['a', 18], ['b', 19]), 2],
  ['a byte more', of(['a', 19], ['b', 19]), 1],
  ['one that is too large goes alone', of(['a', 99], ['b', 1]), 1],
  ['an id again', of(['a', 1], ['b', 1], ['a', 1]), 2],
])('%s', (_case, waiting, count) => expect(nextBatch(waiting, limits)).toBe(count));
