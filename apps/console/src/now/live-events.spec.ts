import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import type { NowSnapshot } from '@stockproof/console';
import { partOf } from '@stockproof/testing/kit';
import { Subject } from 'rxjs';
import { liveEvents } from './live-events.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

it('a viewer gets each snapshot and a comment every 15 seconds, and nothing after the end', () => {
  const snapshots = new Subject<NowSnapshot>();
  const seen: object[] = [];
  const stream = liveEvents(snapshots).subscribe((event) => seen.push(event));
  const data = partOf<NowSnapshot>({ at: 'now' });
  snapshots.next(data);
  jest.advanceTimersByTime(30_000);
  expect(seen).toEqual([{ type: 'now', data, retry: 2_000 }, { comment: 'ping' }, { comment: 'ping' }]);
  stream.unsubscribe();
  jest.advanceTimersByTime(30_000);
  expect([seen.length, snapshots.observed]).toEqual([3, false]);
});
