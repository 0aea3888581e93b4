import type { NowSnapshot } from '@stockproof/console';
import type { MessageEvent } from '@nestjs/common';
import { interval, map, merge, type Observable } from 'rxjs';

const PING_MS = 15_000;
/** When a browser connects again, ms. */
const RETRY_MS = 2_000;

/** The stream of a viewer: each snapshot as an event `now`, and a comment from time to time, so that the connection stays. */
export function liveEvents(snapshots: Observable<NowSnapshot>): Observable<Partial<MessageEvent>> {
  const now = snapshots.pipe(map((data) => ({ type: 'now', data, retry: RETRY_MS })));
  return merge(now, interval(PING_MS).pipe(map(() => ({ comment: 'ping' }))));
}
