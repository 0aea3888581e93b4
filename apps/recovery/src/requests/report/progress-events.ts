import { isOver, type RunState } from '@stockproof/recovery-run';
import type { MessageEvent } from '@nestjs/common';
import { concatMap, exhaustMap, from, type Observable, takeWhile, timer } from 'rxjs';

const EVERY_MS = 250;
const KEEP_ALIVE_MS = 15_000;
/** When a reader that lost its connection connects again, ms. */
const RETRY_MS = 2_000;

/** Describes a run as it is now. */
export type Poll = () => Promise<{ readonly state: RunState; readonly report: object }>;

/**
 * Polls a run four times a second until it is over, and emits it when it has changed. The last event is its end. A
 * `keep-alive` follows when nothing was sent for 15 s. Errors as `poll` does.
 */
export function progressEvents(poll: Poll, now_ms: () => number = Date.now): Observable<MessageEvent> {
  let sent = { text: '', at_ms: 0 };
  const eventOf = (state: RunState, report: object): MessageEvent[] => {
    const text = JSON.stringify(report, withoutAge);
    const [first, at_ms] = [sent.text === '', now_ms()];
    if (text === sent.text) {
      if (at_ms - sent.at_ms < KEEP_ALIVE_MS) return [];
      sent = { text, at_ms };
      return [{ type: 'keep-alive', data: {} }];
    }
    sent = { text, at_ms };
    const type = isOver(state) ? 'over' : 'progress';
    return [{ type, data: report, ...(first ? { retry: RETRY_MS } : {}) }];
  };
  return timer(0, EVERY_MS).pipe(
    exhaustMap(() => from(poll())),
    takeWhile(({ state }) => !isOver(state), true),
    concatMap(({ state, report }) => eventOf(state, report)),
  );
}

/** When something was so is no change of it. */
function withoutAge(key: string, value: unknown): unknown {
  return key === 'as_of' ? undefined : value;
}
