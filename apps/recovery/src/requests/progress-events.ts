import { isOver } from '@stockproof/recovery-run';
import type { MessageEvent } from '@nestjs/common';
import { from, map, type Observable, switchMap, takeWhile, timer } from 'rxjs';
import { describeRecovery } from './describe-recovery.js';
import type { Recoveries } from './recoveries.js';

const EVERY_MS = 250;

/**
 * Emits the run four times a second until it is over; the last event is its end. Errors if there is no such
 * run.
 */
export function progressEvents(recoveries: Recoveries, recovery_id: string): Observable<MessageEvent> {
  return timer(0, EVERY_MS).pipe(
    switchMap(() => from(recoveries.find(recovery_id))),
    takeWhile(({ state }) => !isOver(state), true),
    map(({ state }) => ({
      type: isOver(state) ? 'over' : 'progress',
      data: describeRecovery(state, recoveries.progress(recovery_id)),
    })),
  );
}
